// SPDX-License-Identifier: Apache-2.0
#include "central/store/schema.h"
#include "base/embed.h"

EMBED(SCHEMA_001_CORE, "app/central/store/schema/001_core.sql");
EMBED(SCHEMA_002_DECLARATIONS, "app/central/store/schema/002_declarations.sql");
EMBED(SCHEMA_003_RECEIPTS, "app/central/store/schema/003_receipts.sql");
EMBED(SCHEMA_004_NIGHT, "app/central/store/schema/004_night.sql");
EMBED(SCHEMA_005_PURGE, "app/central/store/schema/005_purge.sql");
EMBED(SCHEMA_006_BOOT, "app/central/store/schema/006_boot.sql");

const struct migration SCHEMA[] = {
	{1, "core", SCHEMA_001_CORE},
	{2, "declarations", SCHEMA_002_DECLARATIONS},
	{3, "receipts", SCHEMA_003_RECEIPTS},
	{4, "night", SCHEMA_004_NIGHT},
	{5, "purge", SCHEMA_005_PURGE},
	{6, "boot", SCHEMA_006_BOOT},
};
const size_t SCHEMA_COUNT = sizeof SCHEMA / sizeof SCHEMA[0];
