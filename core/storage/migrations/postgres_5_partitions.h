#pragma once
#include "core/storage/sql.h"

namespace heddle::storage {

/// The triggers that keep keys (postgres_5_runs.h), and make_partitions, which the driver calls ahead of time.
inline constexpr Sql kPostgres5Partitions{R"sql(
CREATE FUNCTION take_message_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF new.key IS NULL THEN
        INSERT INTO message_keys(id) VALUES(new.id) RETURNING key INTO new.key;
    ELSE  -- a row that was copied, or moves to another month
        INSERT INTO message_keys(key, id) VALUES(new.key, new.id) ON CONFLICT(key) DO NOTHING;
    END IF;
    RETURN new;
END $$;
CREATE FUNCTION drop_message_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM message_keys WHERE key = old.key AND NOT EXISTS(SELECT 1 FROM messages m WHERE m.key = old.key);
    RETURN NULL;
END $$;
CREATE TRIGGER messages_take_key BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION take_message_key();
CREATE TRIGGER messages_drop_key AFTER DELETE ON messages FOR EACH ROW EXECUTE FUNCTION drop_message_key();

CREATE FUNCTION take_execution_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF new.key IS NULL THEN
        INSERT INTO execution_keys(id, chat_id, thread_id) VALUES(new.id, new.chat_id, new.thread_id)
            RETURNING key INTO new.key;
    ELSE
        INSERT INTO execution_keys(key, id, chat_id, thread_id)
            VALUES(new.key, new.id, new.chat_id, new.thread_id) ON CONFLICT(key) DO NOTHING;
    END IF;
    RETURN new;
END $$;
CREATE FUNCTION drop_execution_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM execution_keys WHERE key = old.key AND NOT EXISTS(SELECT 1 FROM executions e WHERE e.key = old.key);
    RETURN NULL;
END $$;
CREATE TRIGGER executions_take_key BEFORE INSERT ON executions FOR EACH ROW EXECUTE FUNCTION take_execution_key();
CREATE TRIGGER executions_drop_key AFTER DELETE ON executions FOR EACH ROW EXECUTE FUNCTION drop_execution_key();

-- A sequence that was once taken stays taken: nobody can write the log's past anew.
CREATE FUNCTION take_audit_sequence() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO audit_sequences(sequence) VALUES(new.sequence);
    RETURN new;
END $$;
CREATE TRIGGER audit_log_take_sequence BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION take_audit_sequence();

-- Makes what is missing of the partitions of the months from one time to another, and tells how many it made. A month
-- of which the default partition holds rows already is left to it.
CREATE FUNCTION make_partitions(from_ms BIGINT, to_ms BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
    month TIMESTAMP := date_trunc('month', to_timestamp(from_ms / 1000.0) AT TIME ZONE 'UTC');
    starts BIGINT;
    ends BIGINT;
    made BIGINT := 0;
    is_late BOOLEAN;
    partition TEXT;
    parent RECORD;
BEGIN
    starts := extract(epoch FROM month) * 1000;
    WHILE starts <= to_ms LOOP
        ends := extract(epoch FROM month + INTERVAL '1 month') * 1000;
        FOR parent IN VALUES ('messages', 'created_ms'), ('executions', 'started_ms'), ('audit_log', 'time_ms') LOOP
            partition := parent.column1 || to_char(month, '"_"YYYY"_"MM');
            CONTINUE WHEN to_regclass(partition) IS NOT NULL;
            EXECUTE format('SELECT EXISTS(SELECT 1 FROM %I WHERE %I >= $1 AND %2$I < $2)',
                           parent.column1 || '_default', parent.column2) INTO is_late USING starts, ends;
            CONTINUE WHEN is_late;
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)', partition, parent.column1,
                           starts, ends);
            made := made + 1;
        END LOOP;
        month := month + INTERVAL '1 month';
        starts := ends;
    END LOOP;
    RETURN made;
END $$;
)sql"};

}  // namespace heddle::storage
