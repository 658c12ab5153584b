#pragma once
#include "core/base/messages.h"

namespace heddle {

inline constexpr MessageEntry kStorageMessages[] = {
    {"storage.full", HEDDLE_MESSAGE("Messages",
                                    "There is no room left for {file}: {reason}. Nothing that was saved is lost. Free "
                                    "some space on this disk and try again.")},
    {"storage.read_only", HEDDLE_MESSAGE("Messages",
                                         "{file} cannot be written: {reason}. Check its permissions and its disk, or "
                                         "choose another workspace.")},
    {"storage.opened_for_reading",
     HEDDLE_MESSAGE("Messages",
                    "This workspace was opened for reading only. Close the other Heddle that has it open, "
                    "then open it again.")},
    {"storage.corrupt", HEDDLE_MESSAGE("Messages",
                                       "{file} is damaged: {reason}. Move it away and put back a copy (there may be "
                                       "one beside it, named .backup), or start with a new workspace.")},
    {"storage.io",
     HEDDLE_MESSAGE("Messages", "{file} cannot be read or written: {reason}. Check the disk and try again.")},
    {"storage.too_new", HEDDLE_MESSAGE("Messages",
                                       "{file} was written by a newer Heddle (schema {got}; this one knows {known}). "
                                       "Update Heddle, or choose another workspace. Nothing was changed.")},
    {"storage.too_old", HEDDLE_MESSAGE("Messages",
                                       "{file} was written by an older Heddle (schema {got}; this one reads {known}). "
                                       "Open the workspace once in the program to bring it up to date.")},
    {"restore.damaged",
     HEDDLE_MESSAGE("Messages", "{file} cannot be restored: {reason}. Choose another copy. Nothing was changed.")},
    {"restore.postgres",
     HEDDLE_MESSAGE("Messages",
                    "HEDDLE_DATABASE names a PostgreSQL database: put the copy back with “pg_restore --clean "
                    "--if-exists”, while no server runs. Nothing was changed.")},
    {"restore.not_empty",
     HEDDLE_MESSAGE("Messages",
                    "There is a workspace {file} already. With --force it is kept beside the restored one. Nothing was "
                    "changed.")},
    {"restore.not_closed",
     HEDDLE_MESSAGE("Messages",
                    "{file} is in use or was not closed, so that parts of it are in the log beside it. Make a copy of "
                    "it with “heddlectl backup”. Nothing was changed.")},
    {"secrets.damaged",
     HEDDLE_MESSAGE("Messages",
                    "The key of a service ({service}) in {file} does not open: {reason}. Nothing was changed. Put the "
                    "file or the database back from a copy, or move the file away and enter the keys again.")},
    {"storage.foreign",
     HEDDLE_MESSAGE("Messages",
                    "{file} is a database of another program. Choose another workspace. Nothing was changed.")},
    {"storage.bad_address", HEDDLE_MESSAGE("Messages",
                                           "The database's address is wrong: {reason}. It looks like "
                                           "postgres://user:password@host:5432/database.")},
    {"storage.encoding",
     HEDDLE_MESSAGE("Messages",
                    "The database {file} is in {encoding}. Heddle needs one in UTF8: CREATE DATABASE … TEMPLATE "
                    "template0 ENCODING 'UTF8'.")},
    {"storage.no_pg_dump",
     HEDDLE_MESSAGE("Messages",
                    "A copy of the database takes pg_dump and pg_restore, which are not installed where Heddle runs "
                    "(Debian: postgresql-client).")},
    {"storage.locked_by", HEDDLE_MESSAGE("Messages",
                                         "The workspace {file} is open in another Heddle (process {pid} on {host}). "
                                         "Close it there, or choose another workspace.")},
    {"storage.busy",
     HEDDLE_MESSAGE("Messages", "Another program holds {file}: {reason}. Close that program and try again.")},
    {"storage.constraint",
     HEDDLE_MESSAGE("Messages", "This does not fit what is stored already ({reason}). Nothing was changed.")},
    {"storage.statement", HEDDLE_MESSAGE("Messages", "Something went wrong inside Heddle's database: {reason}")},
    {"storage.lost_head", HEDDLE_MESSAGE("Messages", "The newest checkpoint of {thread} is not there.")},
    {"storage.broken_chain",
     HEDDLE_MESSAGE("Messages", "The checkpoint {checkpoint} of {thread} does not lead back to a whole state.")},
    {"storage.bad_epoch",
     HEDDLE_MESSAGE("Messages", "The thread {thread} counts fewer commits than it has checkpoints.")},
    {"storage.bad_tasks", HEDDLE_MESSAGE("Messages", "The thread {thread} and its list of tasks do not agree.")},
    {"storage.damage", HEDDLE_MESSAGE("Messages", "The database is damaged: {reason}.")},
    {"storage.no_execution", HEDDLE_MESSAGE("Messages", "There is no run {execution}.")},
};

}  // namespace heddle
