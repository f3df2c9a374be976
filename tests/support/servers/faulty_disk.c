/* LD_PRELOAD shim: a disk that remembers the order of writes and syncs, and that fails on command.
 *
 * FAULTY_DISK_ROOT     only files below this folder are watched
 * FAULTY_DISK_JOURNAL  every write, truncate, sync and unlink is appended here, with its payload
 * FAULTY_DISK_FAULTS   a folder; while it holds a file "full", writes fail with ENOSPC,
 *                      while it holds a file "sync", syncs fail with EIO
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

struct record {
    uint64_t kind, path_length, offset, size;
};

/* The path of an open file when it is watched. The shared-memory index is no durable state. */
static int watched(int fd, char path[PATH_MAX]) {
    const char *root = getenv("FAULTY_DISK_ROOT");
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (!root || length < 0) return 0;
    path[length] = 0;
    if (length > 4 && !strcmp(path + length - 4, "-shm")) return 0;
    return !strncmp(path, root, strlen(root));
}

static int failing(const char *fault) {
    const char *folder = getenv("FAULTY_DISK_FAULTS");
    char path[PATH_MAX];
    if (!folder) return 0;
    snprintf(path, sizeof path, "%s/%s", folder, fault);
    return access(path, F_OK) == 0;
}

/* One appending system call per record keeps them whole and ordered across threads and processes. */
static void journal(char kind, const char *path, uint64_t offset, const void *data, uint64_t size) {
    static int fd = -1;
    const char *name = getenv("FAULTY_DISK_JOURNAL");
    if (!name) return;
    if (fd < 0) fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    struct record head = {(uint64_t)kind, strlen(path), offset, size};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)path, strlen(path)}, {(void *)data, data ? size : 0}};
    if (writev(fd, parts, 3) < 0) abort();
}

static int no_space(int fd, char path[PATH_MAX], int *mine) {
    *mine = watched(fd, path);
    if (!*mine || !failing("full")) return 0;
    errno = ENOSPC;
    return 1;
}

#define PWRITE(name, offset_type)                                                    \
    ssize_t name(int fd, const void *data, size_t size, offset_type offset) {        \
        char path[PATH_MAX];                                                         \
        int mine;                                                                    \
        if (no_space(fd, path, &mine)) return -1;                                    \
        ssize_t done = REAL(name)(fd, data, size, offset);                           \
        if (mine && done > 0) journal('w', path, (uint64_t)offset, data, (uint64_t)done); \
        return done;                                                                 \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t write(int fd, const void *data, size_t size) {
    char path[PATH_MAX];
    int mine;
    if (no_space(fd, path, &mine)) return -1;
    ssize_t done = REAL(write)(fd, data, size);
    if (mine && done > 0) journal('w', path, (uint64_t)(lseek(fd, 0, SEEK_CUR) - done), data, (uint64_t)done);
    return done;
}

#define FTRUNCATE(name, size_type)                                                   \
    int name(int fd, size_type size) {                                               \
        char path[PATH_MAX];                                                         \
        int done = REAL(name)(fd, size);                                             \
        if (!done && watched(fd, path)) journal('t', path, 0, NULL, (uint64_t)size); \
        return done;                                                                 \
    }
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

#define SYNC(name)                                              \
    int name(int fd) {                                          \
        char path[PATH_MAX];                                    \
        int mine = watched(fd, path);                           \
        if (mine && failing("sync")) {                          \
            errno = EIO;                                        \
            return -1;                                          \
        }                                                       \
        int done = REAL(name)(fd);                              \
        if (mine && !done) journal('s', path, 0, NULL, 0);      \
        return done;                                            \
    }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
    char full[PATH_MAX];
    const char *root = getenv("FAULTY_DISK_ROOT");
    int known = realpath(path, full) != NULL;
    int done = REAL(unlink)(path);
    if (!done && known && root && !strncmp(full, root, strlen(root))) journal('u', full, 0, NULL, 0);
    return done;
}
