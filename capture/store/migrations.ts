/**
 * The tables of the backend's own state, in the order they came to be. A database's `user_version` says how many of these
 * have run; each runs once, in a transaction of its own. What was shipped is never edited: a change is one more entry.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE marks (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
  CREATE TABLE keys (
    key_id TEXT PRIMARY KEY, label TEXT NOT NULL, secret_hash TEXT NOT NULL, scopes TEXT NOT NULL,
    project TEXT, created_at TEXT NOT NULL, revoked_at TEXT
  ) STRICT;
  CREATE TABLE projects (
    project TEXT PRIMARY KEY, livekit_url TEXT NOT NULL, livekit_public_url TEXT, livekit_key BLOB, livekit_secret BLOB,
    bucket_uri TEXT NOT NULL, s3 BLOB, recorder TEXT NOT NULL, consent_version INTEGER NOT NULL,
    created_at TEXT NOT NULL, deleted_at TEXT
  ) STRICT;
  CREATE TABLE consent_texts (
    project TEXT NOT NULL, version INTEGER NOT NULL, text TEXT NOT NULL, created_at TEXT NOT NULL,
    PRIMARY KEY (project, version)
  ) STRICT;
  CREATE TABLE rooms (
    project TEXT NOT NULL REFERENCES projects (project), name TEXT NOT NULL, title TEXT NOT NULL,
    auto_record INTEGER NOT NULL, max_participants INTEGER NOT NULL, date TEXT, created_at TEXT NOT NULL,
    PRIMARY KEY (project, name)
  ) STRICT;
  CREATE TABLE links (
    code_hash BLOB PRIMARY KEY, code BLOB NOT NULL, project TEXT NOT NULL, room TEXT NOT NULL,
    identity TEXT NOT NULL, name TEXT NOT NULL, metadata TEXT NOT NULL, created_at TEXT NOT NULL,
    UNIQUE (project, room, identity),
    FOREIGN KEY (project, room) REFERENCES rooms (project, name) ON DELETE CASCADE
  ) STRICT;
  CREATE TABLE consents (
    consent_id INTEGER PRIMARY KEY, project TEXT NOT NULL, room TEXT NOT NULL, identity TEXT NOT NULL,
    name TEXT NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL,
    FOREIGN KEY (project, version) REFERENCES consent_texts (project, version)
  ) STRICT;
  CREATE TABLE recordings (
    egress_id TEXT PRIMARY KEY, project TEXT NOT NULL, room TEXT NOT NULL, room_id TEXT NOT NULL,
    identity TEXT, source TEXT, status INTEGER NOT NULL, day TEXT NOT NULL, seconds REAL NOT NULL,
    bytes INTEGER NOT NULL, info TEXT NOT NULL
  ) STRICT;
  CREATE INDEX recordings_of_room ON recordings (project, room);
  CREATE INDEX recordings_of_day ON recordings (project, day);
  CREATE TABLE attendance (
    project TEXT NOT NULL, room TEXT NOT NULL, room_id TEXT NOT NULL, identity TEXT NOT NULL,
    joined_at TEXT NOT NULL, left_at TEXT,
    PRIMARY KEY (project, room, room_id, identity, joined_at)
  ) STRICT;
  `,
  // A semester: 5,000 rooms, 100,000 recordings. What is asked every second is answered by an index alone.
  `
  DROP INDEX recordings_of_room;
  DROP INDEX recordings_of_day;
  CREATE INDEX recordings_of_room ON recordings (project, room, seconds, bytes);
  CREATE INDEX recordings_of_day ON recordings (project, day, room, seconds, bytes);
  CREATE INDEX recordings_open ON recordings (project, day) WHERE status < 3;
  CREATE INDEX attendance_of_day ON attendance (project, joined_at, room, identity);
  `,
  `
  CREATE TABLE record_wishes (
    wish_id INTEGER PRIMARY KEY, project TEXT NOT NULL, room_id TEXT NOT NULL, track_id TEXT, identity TEXT,
    is_wanted INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX record_wishes_of_opening ON record_wishes (project, room_id);
  `,
]
