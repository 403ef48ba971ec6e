// SPDX-License-Identifier: Apache-2.0
// A file of the source tree as a constant of the program (schema files). The path is relative to the top of
// the tree. The assembler reads the file, so the Makefile names the file beside the object, to be made anew
// when the file changes.
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

#define EMBED(name, file)                                                                                    \
	__asm__(".pushsection .rodata\n.global " #name "\n" #name ":\n.incbin \"" file                       \
		"\"\n.byte 0\n.popsection");                                                                 \
	extern const char name[]

#endif
