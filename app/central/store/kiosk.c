// SPDX-License-Identifier: Apache-2.0
#include "central/store/kiosk.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>

#define CODE_SIGNS "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
#define CODE_OPENING 3 // characters kept in clear: guesses at the rest are counted against this code

static const char *const ROLES[] = {"touch", "board", "connector"};

bool kiosk_is_valid(const struct kiosk_row *kiosk)
{
	bool is_role = false;

	for (size_t i = 0; i < sizeof ROLES / sizeof ROLES[0]; i++)
		is_role = is_role || strcmp(ROLES[i], kiosk->role) == 0;
	return is_role && *kiosk->id && *kiosk->unit &&
	       strspn(kiosk->id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(kiosk->id) &&
	       text_is_utf8(kiosk->place, strlen(kiosk->place));
}

enum err kiosk_put(struct store *store, const struct kiosk_row *kiosk)
{
	bool is_put;

	if (!kiosk_is_valid(kiosk))
		return ERR_INVALID;
	enum err err = db_do(store->db, &is_put,
		"INSERT INTO kiosk (id, role, unit, place, made, ended) VALUES ($1, $2, $3, $4, $5, NULL)"
		" ON CONFLICT (id) DO UPDATE SET unit = excluded.unit, place = excluded.place, ended = NULL"
		" WHERE kiosk.role = excluded.role",
		"tttti", kiosk->id, kiosk->role, kiosk->unit, kiosk->place, clock_wall(store->clock));
	return err || is_put ? err : ERR_CONFLICT;
}

// Four columns: id, role, unit, place.
static void kiosk_copy(struct db_query *query, int column, struct kiosk_row *kiosk)
{
	snprintf(kiosk->id, sizeof kiosk->id, "%s", db_text(query, column));
	snprintf(kiosk->role, sizeof kiosk->role, "%s", db_text(query, column + 1));
	snprintf(kiosk->unit, sizeof kiosk->unit, "%s", db_text(query, column + 2));
	snprintf(kiosk->place, sizeof kiosk->place, "%s", db_text(query, column + 3));
}

static enum err kiosk_find(struct store *store, const char *sql, const char *id, struct kiosk_row *kiosk)
{
	struct db_query *query;
	bool row;

	enum err err = db_prepare(store->db, sql, &query);
	if (err)
		return err;
	db_bind_text(query, 1, id);
	err = db_step(query, &row);
	if (err || !row)
		return err ? err : ERR_NOT_FOUND;
	kiosk_copy(query, 0, kiosk);
	db_reset(query);
	return ERR_NONE;
}

enum err kiosk_get(struct store *store, const char *id, struct kiosk_row *kiosk)
{
	return kiosk_find(store, "SELECT id, role, unit, place FROM kiosk WHERE id = $1", id, kiosk);
}

// ---- codes ----

static void code_hash(const char *code, uint8_t hash[CRYPTO_HASH])
{
	crypto_hash_make(code, strlen(code), hash);
}

static void code_opening(const char *code, char opening[CODE_OPENING + 1])
{
	snprintf(opening, CODE_OPENING + 1, "%s", code);
}

enum err code_make(struct store *store, const char *kiosk, int64_t expires, char code[ENROL_CODE])
{
	uint8_t hash[CRYPTO_HASH];
	char opening[CODE_OPENING + 1];
	bool is_made = false;

	enum err err = db_do(store->db, NULL, "DELETE FROM code WHERE kiosk = $1 OR expires < $2", "ti",
		kiosk, clock_wall(store->clock) - CLOCK_DAY);
	// An opening another live code has is not taken twice.
	while (!err && !is_made) {
		for (size_t i = 0; i < ENROL_CODE - 1; i++)
			code[i] = CODE_SIGNS[crypto_uniform(sizeof CODE_SIGNS - 1)];
		code[ENROL_CODE - 1] = '\0';
		code_hash(code, hash);
		code_opening(code, opening);
		err = db_do(store->db, &is_made,
			"INSERT INTO code (opening, hash, kiosk, expires, tries, used)"
			" VALUES ($1, $2, $3, $4, 0, NULL) ON CONFLICT DO NOTHING",
			"tbti", opening, hash, sizeof hash, kiosk, expires);
	}
	return err;
}

enum err code_use(
	struct store *store, const char *code, int64_t now, struct kiosk_row *kiosk, enum err *result)
{
	struct db_query *query;
	uint8_t hash[CRYPTO_HASH];
	char opening[CODE_OPENING + 1];
	bool row, is_right = false, is_late = false;

	*result = ERR_DENIED;
	code_hash(code, hash);
	code_opening(code, opening);
	enum err err = db_prepare(store->db,
		"SELECT kiosk.id, role, unit, place, code.hash, expires FROM code JOIN kiosk ON kiosk.id = "
		"kiosk"
		" WHERE opening = $1 AND used IS NULL AND tries < $2 AND ended IS NULL",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, opening);
	db_bind_int(query, 2, CODE_TRIES);
	err = db_step(query, &row);
	if (err || !row)
		return err;
	size_t length;
	const void *held = db_bytes(query, 4, &length);
	is_right = length == sizeof hash && crypto_equal(held, hash, sizeof hash);
	is_late = db_int(query, 5) < now;
	kiosk_copy(query, 0, kiosk);
	db_reset(query);
	if (!is_right)
		return db_do(store->db, NULL, "UPDATE code SET tries = tries + 1 WHERE opening = $1", "t",
			opening);
	*result = is_late ? ERR_EXPIRED : ERR_NONE;
	return db_do(store->db, NULL, "UPDATE code SET used = $2 WHERE opening = $1", "ti", opening, now);
}

// ---- keys ----

enum err key_put(struct store *store, const char *kiosk, const uint8_t public_half[CRYPTO_KEY], int64_t now)
{
	char id[KEY_ID];
	bool is_put;

	key_id_of(public_half, id);
	enum err err = db_do(store->db, NULL,
		"UPDATE key SET state = 'retired', ended = $2, why = 'replaced'"
		" WHERE kiosk = $1 AND state = 'active' AND id <> $3",
		"tit", kiosk, now, id);
	if (err)
		return err;
	// The same key again is the same kiosk trying twice; another kiosk's, or one revoked, is refused.
	err = db_do(store->db, &is_put,
		"INSERT INTO key (id, kiosk, public_half, state, made, ended, why)"
		" VALUES ($1, $2, $3, 'active', $4, NULL, '') ON CONFLICT (id) DO UPDATE"
		" SET state = 'active', ended = NULL, why = ''"
		" WHERE key.kiosk = excluded.kiosk AND key.state <> 'revoked'",
		"ttbi", id, kiosk, public_half, (size_t)CRYPTO_KEY, now);
	return err || is_put ? err : ERR_DENIED;
}

enum err key_get(struct store *store, const char *key_id, struct key_row *key)
{
	struct db_query *query;
	size_t length;
	bool row;

	enum err err = db_prepare(store->db,
		"SELECT kiosk.id, role, unit, place, public_half FROM key JOIN kiosk ON kiosk.id = kiosk"
		" WHERE key.id = $1 AND state = 'active' AND kiosk.ended IS NULL",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, key_id);
	err = db_step(query, &row);
	if (err || !row)
		return err ? err : ERR_NOT_FOUND;
	kiosk_copy(query, 0, &key->kiosk);
	const void *half = db_bytes(query, 4, &length);
	if (length == CRYPTO_KEY)
		memcpy(key->public_half, half, CRYPTO_KEY);
	db_reset(query);
	return length == CRYPTO_KEY ? ERR_NONE : ERR_CORRUPT;
}

enum err key_get_void(struct store *store, const char *key_id, char kiosk[KIOSK_ID], bool *is_revoked)
{
	struct db_query *query;
	bool row;

	enum err err = db_prepare(
		store->db, "SELECT kiosk, state FROM key WHERE id = $1 AND state <> 'active'", &query);
	if (err)
		return err;
	db_bind_text(query, 1, key_id);
	err = db_step(query, &row);
	if (err || !row)
		return err ? err : ERR_NOT_FOUND;
	snprintf(kiosk, KIOSK_ID, "%s", db_text(query, 0));
	*is_revoked = text_equal(db_text(query, 1), "revoked");
	db_reset(query);
	return ERR_NONE;
}

enum err key_revoke(struct store *store, const char *kiosk, int64_t now, const char *why, bool *had_key)
{
	enum err err = kiosk_has_key(store, kiosk, had_key);

	if (!err)
		err = db_do(
			store->db, NULL, "DELETE FROM code WHERE kiosk = $1 AND used IS NULL", "t", kiosk);
	return err ? err
		   : db_do(store->db, NULL,
			     "UPDATE key SET state = 'revoked', ended = $2, why = $3 WHERE kiosk = $1 AND "
			     "state <> "
			     "'revoked'",
			     "tit", kiosk, now, why);
}

enum err kiosk_list_all(struct store *store, struct kiosk_standing *list, size_t most, size_t *count)
{
	struct db_query *query;
	size_t length;
	bool row;

	*count = 0;
	enum err err = db_prepare(store->db,
		"SELECT kiosk.id, role, unit, place, public_half,"
		" (SELECT max(ended) FROM key WHERE key.kiosk = kiosk.id AND state = 'revoked') FROM kiosk"
		" LEFT JOIN key ON key.kiosk = kiosk.id AND state = 'active'"
		" WHERE kiosk.ended IS NULL ORDER BY kiosk.id LIMIT $1",
		&query);
	if (err)
		return err;
	db_bind_int(query, 1, (int64_t)most);
	for (err = db_step(query, &row); row; err = db_step(query, &row)) {
		struct kiosk_standing *standing = &list[(*count)++];
		kiosk_copy(query, 0, &standing->key.kiosk);
		const void *half = db_bytes(query, 4, &length);
		standing->has_key = length == CRYPTO_KEY;
		if (standing->has_key)
			memcpy(standing->key.public_half, half, CRYPTO_KEY);
		standing->revoked = db_int(query, 5);
	}
	return err;
}

enum err kiosk_differs(
	struct store *store, const char *after, struct kiosk_row *kiosk, char configured[KIOSK_ROLE])
{
	struct db_query *query;
	bool row;

	enum err err = db_prepare(store->db,
		"SELECT kiosk.id, kiosk.role, unit, place, health.role FROM kiosk JOIN health ON "
		"health.kiosk = kiosk.id"
		" WHERE kiosk.id > $1 AND kiosk.ended IS NULL AND kiosk.role <> health.role ORDER BY "
		"kiosk.id LIMIT 1",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, after);
	err = db_step(query, &row);
	if (err || !row)
		return err ? err : ERR_NOT_FOUND;
	kiosk_copy(query, 0, kiosk);
	snprintf(configured, KIOSK_ROLE, "%s", db_text(query, 4));
	db_reset(query);
	return ERR_NONE;
}

// Whether the query finds a row for the kiosk, with the second parameter, a number, where it has one.
static enum err kiosk_has(
	struct store *store, const char *sql, const char *kiosk, const int64_t *number, bool *has)
{
	struct db_query *query;

	*has = false;
	enum err err = db_prepare(store->db, sql, &query);
	if (err)
		return err;
	db_bind_text(query, 1, kiosk);
	if (number)
		db_bind_int(query, 2, *number);
	err = db_step(query, has);
	if (!err && *has)
		db_reset(query);
	return err;
}

enum err kiosk_has_key(struct store *store, const char *kiosk, bool *has_key)
{
	return kiosk_has(
		store, "SELECT id FROM key WHERE kiosk = $1 AND state = 'active'", kiosk, NULL, has_key);
}

enum err code_is_open(struct store *store, const char *kiosk, bool *is_open)
{
	const int64_t now = clock_wall(store->clock);

	return kiosk_has(store,
		"SELECT opening FROM code WHERE kiosk = $1 AND used IS NULL AND expires >= $2", kiosk, &now,
		is_open);
}
