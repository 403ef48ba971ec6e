// SPDX-License-Identifier: Apache-2.0
#include "kiosk/local/identity.h"
#include "base/buf.h"
#include "base/crypto.h"
#include "base/log.h"
#include "kiosk/local/file.h"
#include "kiosk/local/part.h"
#include <stdio.h>
#include <string.h>

#define KEY_FILE "kiosk.key"
#define NEXT_FILE "kiosk.key.next" // made to join with, not taken by central yet
#define ENROLMENT_BYTES 4096

// ---- key files: an Ed25519 secret, whose second half is the public one ----

static enum err read_key(struct local *local, const char *name, uint8_t secret[CRYPTO_SIGN_KEY])
{
	char path[FILE_PATH];
	struct buf buf;

	file_path(path, local->folder, name);
	if (file_size(path) < 0)
		return ERR_NOT_FOUND;
	buf_init(&buf, CRYPTO_SIGN_KEY);
	enum err err = buf_read_file(&buf, path);
	if (!err && buf.length != CRYPTO_SIGN_KEY) {
		log_line(LOG_ERROR, "identity.key", "err=corrupt bytes=%zu", buf.length);
		err = ERR_CORRUPT;
	}
	if (!err)
		memcpy(secret, buf.at, CRYPTO_SIGN_KEY);
	buf_finish(&buf);
	return err;
}

enum err identity_key_make(struct local *local, uint8_t public_half[CRYPTO_KEY])
{
	uint8_t secret[CRYPTO_SIGN_KEY], made[CRYPTO_KEY];

	pthread_mutex_lock(&local->keys_lock); // two halves of one pair, whoever asks first
	enum err err = read_key(local, NEXT_FILE, secret);
	if (err) {
		crypto_sign_pair(made, secret);
		err = file_write(local->folder, NEXT_FILE, secret, sizeof secret);
	}
	pthread_mutex_unlock(&local->keys_lock);
	if (!err)
		memcpy(public_half, secret + CRYPTO_SIGN_KEY - CRYPTO_KEY, CRYPTO_KEY);
	crypto_wipe(secret, sizeof secret);
	return err;
}

enum err identity_key_get(struct local *local, uint8_t secret[CRYPTO_SIGN_KEY])
{
	return read_key(local, KEY_FILE, secret);
}

static enum err use_next_key(struct local *local)
{
	char path[FILE_PATH], next[FILE_PATH];

	file_path(path, local->folder, KEY_FILE);
	file_path(next, local->folder, NEXT_FILE);
	pthread_mutex_lock(&local->keys_lock);
	enum err err = file_size(next) < 0 ? ERR_NONE : file_rename(next, path);
	pthread_mutex_unlock(&local->keys_lock);
	return err ? err : file_sync_folder(local->folder);
}

// ---- the enrolment answer ----

static void take_enrolment(const struct enrolment *enrolment, struct identity *identity)
{
	identity->is_enrolled = true;
	snprintf(identity->kiosk, sizeof identity->kiosk, "%s", enrolment->kiosk);
	snprintf(identity->unit, sizeof identity->unit, "%s", enrolment->unit);
	snprintf(identity->place, sizeof identity->place, "%s", enrolment->place);
	identity->is_board = strcmp(enrolment->role, "board") == 0;
	identity->has_keys = enrolment->has_keys;
	if (!enrolment->has_keys)
		return;
	memcpy(identity->seal_key, enrolment->seal_key, CRYPTO_KEY);
	memcpy(identity->proof_key, enrolment->proof_key, CRYPTO_KEY);
	memcpy(identity->receipt_salt, enrolment->receipt_salt, sizeof identity->receipt_salt);
}

static enum err read_enrolment(struct db *db, struct identity *identity)
{
	struct db_query *query;
	struct enrolment enrolment;
	json_t *json;
	bool row = false;
	size_t length;

	enum err err = db_prepare(db, "SELECT bytes FROM identity WHERE one = 1", &query);
	if (!err)
		err = db_step(query, &row);
	if (err || !row)
		return err;
	const char *bytes = db_bytes(query, 0, &length);
	err = json_open(bytes, length, &json);
	db_reset(query);
	if (err)
		return ERR_CORRUPT;
	err = enrolment_read(json, &enrolment) ? ERR_CORRUPT : ERR_NONE;
	if (!err)
		take_enrolment(&enrolment, identity);
	json_decref(json);
	return err;
}

enum err identity_get(struct local *local, struct identity *identity)
{
	uint8_t secret[CRYPTO_SIGN_KEY];
	struct db *db;

	memset(identity, 0, sizeof *identity);
	enum err err = outbox_enter(local, &db);
	if (err)
		return err;
	err = outbox_leave(local, read_enrolment(db, identity));
	if (err || !identity->is_enrolled)
		return err;
	// A lost key file means joining again; entries stay.
	if (read_key(local, KEY_FILE, secret))
		identity->is_enrolled = false;
	else
		key_id_of(secret + CRYPTO_SIGN_KEY - CRYPTO_KEY, identity->key_id);
	crypto_wipe(secret, sizeof secret);
	return ERR_NONE;
}

// Entries carry the name they were made under, and central counts a kiosk's own only: what waits goes out
// before the name changes.
static enum err check_name(struct db *db, const char *kiosk)
{
	struct db_query *query;
	bool row = false;

	enum err err = db_prepare(db,
		"SELECT 1 FROM identity WHERE one = 1 AND kiosk <> $1"
		" AND EXISTS (SELECT 1 FROM entry WHERE state < 2)",
		&query);
	if (err)
		return err;
	db_bind_text(query, 1, kiosk);
	err = db_step(query, &row);
	if (err || !row)
		return err;
	db_reset(query);
	log_line(LOG_ERROR, "identity.name", "kiosk=%s err=conflict", kiosk);
	return ERR_CONFLICT;
}

// Order is (kiosk, incarnation, seq): under another name the count begins anew.
static enum err rename_kiosk(struct db *db, const char *kiosk)
{
	struct db_query *query;
	bool row = false, is_other = false;

	enum err err = db_prepare(db, "SELECT kiosk FROM identity WHERE one = 1", &query);
	if (!err)
		err = db_step(query, &row);
	if (!err && row) {
		is_other = strcmp(db_text(query, 0), kiosk) != 0;
		db_reset(query);
	}
	return err || !is_other ? err : outbox_begin_incarnation(db);
}

static enum err write_enrolment(struct db *db, const char *kiosk, const struct buf *bytes)
{
	uint8_t hash[CRYPTO_HASH];

	crypto_hash_make(bytes->at, bytes->length, hash);
	enum err err = db_begin(db);
	if (!err)
		err = rename_kiosk(db, kiosk);
	if (!err)
		err = db_do(db, NULL,
			"INSERT INTO identity (one, kiosk, hash, bytes) VALUES (1, $1, $2, $3)"
			" ON CONFLICT (one) DO UPDATE SET kiosk = excluded.kiosk, hash = excluded.hash,"
			" bytes = excluded.bytes",
			"tbb", kiosk, hash, sizeof hash, bytes->at, bytes->length);
	return err ? err : db_commit(db);
}

enum err identity_put(struct local *local, const struct enrolment *enrolment)
{
	struct buf bytes;
	struct db *db;

	buf_init(&bytes, ENROLMENT_BYTES);
	json_t *json = enrolment_write(enrolment);
	json_put(&bytes, json);
	json_decref(json);
	enum err err = bytes.over ? ERR_TOO_BIG : outbox_enter(local, &db);
	if (!err)
		err = outbox_leave(local, check_name(db, enrolment->kiosk));
	if (!err)
		err = use_next_key(local);
	if (!err)
		err = outbox_enter(local, &db);
	if (!err)
		err = outbox_leave(local, write_enrolment(db, enrolment->kiosk, &bytes));
	if (!err)
		local->identity_version++;
	buf_finish(&bytes);
	return err;
}
