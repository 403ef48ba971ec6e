// SPDX-License-Identifier: Apache-2.0
// Measures a window as a person's eye and finger would, on any X display: when a pixel takes a colour, and
// how long after an injected press the pixel under it changes. The same instrument is used for the kiosk and
// for its peer, so what it costs cancels out.
//
// xprobe paint X Y RRGGBB SECONDS: waits until the pixel has the colour; prints CLOCK_MONOTONIC in ms.
//
// xprobe tap X Y COUNT SECONDS: COUNT presses at X Y, each released far away so that nothing fires; one
// latency a line, in ms.
//
// xprobe park: moves the pointer to the corner.
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <X11/extensions/Xdamage.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct probe {
	Display *display;
	Window root;
	int damage_event;
};

static double now_ms(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static void probe_open(struct probe *probe)
{
	int error_base;
	probe->display = XOpenDisplay(NULL);
	if (!probe->display || !XDamageQueryExtension(probe->display, &probe->damage_event, &error_base)) {
		fprintf(stderr, "xprobe: no X display with the DAMAGE extension\n");
		exit(1);
	}
	probe->root = DefaultRootWindow(probe->display);
	XDamageCreate(probe->display, probe->root, XDamageReportRawRectangles);
	XSync(probe->display, False);
}

static unsigned long probe_pixel(struct probe *probe, int x, int y)
{
	XImage *image = XGetImage(probe->display, probe->root, x, y, 1, 1, AllPlanes, ZPixmap);
	if (!image)
		return 0;
	unsigned long pixel = XGetPixel(image, 0, 0) & 0xFFFFFFul;
	XDestroyImage(image);
	return pixel;
}

// Sleeps until something on the screen was drawn; false when the time is up.
static bool probe_wait(struct probe *probe, double until)
{
	bool drawn = false;
	while (!drawn) {
		while (XPending(probe->display)) {
			XEvent event;
			XNextEvent(probe->display, &event);
			drawn |= event.type == probe->damage_event + XDamageNotify;
		}
		double left = until - now_ms();
		if (drawn || left <= 0)
			break;
		struct pollfd fd = {.fd = ConnectionNumber(probe->display), .events = POLLIN};
		poll(&fd, 1, (int)left + 1);
	}
	return drawn;
}

static int probe_paint(struct probe *probe, int x, int y, unsigned long colour, double seconds)
{
	double until = now_ms() + seconds * 1e3;
	while (probe_pixel(probe, x, y) != colour)
		if (!probe_wait(probe, until)) {
			fprintf(stderr, "xprobe: the pixel is %06lX\n", probe_pixel(probe, x, y));
			return 1;
		}
	printf("%.3f\n", now_ms());
	return 0;
}

static int probe_tap(struct probe *probe, int x, int y, int count, double seconds)
{
	for (int i = 0; i < count; i++) {
		XTestFakeMotionEvent(probe->display, -1, x, y, CurrentTime);
		XSync(probe->display, False);
		probe_wait(probe, now_ms() + 60); // hover effects, if any, settle
		unsigned long before = probe_pixel(probe, x, y);
		double start = now_ms();
		XTestFakeButtonEvent(probe->display, 1, True, CurrentTime);
		XFlush(probe->display);
		while (probe_pixel(probe, x, y) == before)
			if (!probe_wait(probe, start + seconds * 1e3)) {
				fprintf(stderr, "xprobe: press %d changed nothing\n", i);
				return 1;
			}
		printf("%.3f\n", now_ms() - start);
		XTestFakeMotionEvent(probe->display, -1, 2, 2, CurrentTime);
		XTestFakeButtonEvent(probe->display, 1, False, CurrentTime);
		XSync(probe->display, False);
		double settle = now_ms() + 2000;
		while (probe_pixel(probe, x, y) != before && probe_wait(probe, settle))
			;
	}
	return 0;
}

int main(int count, char **words)
{
	struct probe probe;
	probe_open(&probe);
	if (count == 6 && !strcmp(words[1], "paint"))
		return probe_paint(
			&probe, atoi(words[2]), atoi(words[3]), strtoul(words[4], NULL, 16), atof(words[5]));
	if (count == 6 && !strcmp(words[1], "tap"))
		return probe_tap(&probe, atoi(words[2]), atoi(words[3]), atoi(words[4]), atof(words[5]));
	if (count == 2 && !strcmp(words[1], "park")) {
		XTestFakeMotionEvent(probe.display, -1, 2, 2, CurrentTime);
		XSync(probe.display, False);
		return 0;
	}
	fprintf(stderr, "usage: xprobe paint X Y RRGGBB SECONDS | tap X Y COUNT SECONDS | park\n");
	return 2;
}
