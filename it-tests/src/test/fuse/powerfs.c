/*
 * A file system whose power can be cut: what was not synced is gone.
 *
 * Files and directories live in the memory of this process; in BACKING is what is durable: N.data the bytes of file N,
 * N.dir the names in directory N. fsync of a file writes its changed pages, fsync of a directory its names. The power
 * is cut by killing the process (SIGKILL); the next mount reads BACKING.
 *
 * A disk may also keep what nobody asked it to keep: of every 100 written pages EARLY go to BACKING at once, of every
 * 100 changes of a directory EARLY do, so that unsynced changes survive in any order. A new file whose name survived
 * and whose bytes did not is empty.
 *
 * With POWERFS_LIES set, fsync of a file answers well and does nothing: what the tests must notice.
 *
 *   powerfs BACKING EARLY SEED MOUNTPOINT [FUSE options]
 *
 * Single-threaded (-s is added); its own errors end it, which is a power cut too.
 */
#define FUSE_USE_VERSION 31
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE 4096
#define MAX_NODES 100000
#define NAME_BYTES 200

struct entry {
    char name[NAME_BYTES];
    long node;
    struct entry *next;
};

struct node {
    int used, directory, links, opens;
    char *bytes;
    size_t size, capacity;
    char *dirty; /* one for each page */
    size_t pages;
    int size_dirty;
    struct entry *entries;
};

static struct node nodes[MAX_NODES];
static long next_node = 2; /* 1 is the root; numbers are not used twice */
static const char *backing;
static int early;
static uint64_t state;

static int keeps_early(void) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return (int)(state % 100) < early;
}

static void die(const char *what) {
    perror(what);
    _exit(1);
}

static void file_name(char *out, long number, const char *kind) {
    snprintf(out, 1000, "%s/%ld.%s", backing, number, kind);
}

/* ---- what is durable ---- */

static void write_pages(long number, size_t first, size_t count) {
    struct node *n = &nodes[number];
    char path[1000];
    file_name(path, number, "data");
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    if (fd < 0) die(path);
    for (size_t p = first; p < first + count; p++) {
        size_t from = p * PAGE, length = n->size > from ? n->size - from : 0;
        if (!n->dirty[p] || length == 0) continue;
        if (length > PAGE) length = PAGE;
        if (pwrite(fd, n->bytes + from, length, from) != (ssize_t)length) die(path);
        n->dirty[p] = 0;
    }
    close(fd);
}

static void sync_file(long number) {
    struct node *n = &nodes[number];
    char path[1000];
    write_pages(number, 0, n->pages);
    if (n->size_dirty) {
        file_name(path, number, "data");
        if (truncate(path, n->size)) die(path);
        n->size_dirty = 0;
    }
}

static void sync_directory(long number) {
    char path[1000], temporary[1000];
    file_name(path, number, "dir");
    file_name(temporary, number, "new");
    FILE *f = fopen(temporary, "w");
    if (!f) die(temporary);
    for (struct entry *e = nodes[number].entries; e; e = e->next)
        fprintf(f, "%ld %d %s\n", e->node, nodes[e->node].directory, e->name);
    if (fclose(f) || rename(temporary, path)) die(path);
}

static void directory_changed(long number) {
    if (keeps_early()) sync_directory(number);
}

static void reserve(struct node *n, size_t size) {
    if (size > n->capacity) {
        size_t capacity = (size * 2 / PAGE + 1) * PAGE;
        n->bytes = realloc(n->bytes, capacity);
        n->dirty = realloc(n->dirty, capacity / PAGE);
        if (!n->bytes || !n->dirty) die("memory");
        memset(n->bytes + n->capacity, 0, capacity - n->capacity);
        memset(n->dirty + n->pages, 0, capacity / PAGE - n->pages);
        n->capacity = capacity;
        n->pages = capacity / PAGE;
    }
}

static void load_directory(long number);

static void load(long number, int directory) {
    struct node *n = &nodes[number];
    n->links++;
    if (number >= next_node) next_node = number + 1;
    if (n->used) return;
    n->used = 1;
    n->directory = directory;
    if (directory) {
        load_directory(number);
        return;
    }
    char path[1000];
    file_name(path, number, "data");
    FILE *f = fopen(path, "r");
    if (!f) return; /* its name survived, its bytes did not */
    fseek(f, 0, SEEK_END);
    n->size = ftell(f);
    reserve(n, n->size);
    rewind(f);
    if (fread(n->bytes, 1, n->size, f) != n->size) die(path);
    fclose(f);
}

static struct entry *add(long directory, const char *name, long node) {
    struct entry *e = calloc(1, sizeof *e);
    if (!e) die("memory");
    snprintf(e->name, NAME_BYTES, "%s", name);
    e->node = node;
    e->next = nodes[directory].entries;
    return nodes[directory].entries = e;
}

static void load_directory(long number) {
    char path[1000], name[NAME_BYTES];
    long node;
    int directory;
    file_name(path, number, "dir");
    FILE *f = fopen(path, "r");
    if (!f) return;
    while (fscanf(f, "%ld %d %199[^\n]", &node, &directory, name) == 3) {
        add(number, name, node);
        load(node, directory);
    }
    fclose(f);
}

/* ---- names ---- */

static struct entry *find(long directory, const char *name) {
    for (struct entry *e = nodes[directory].entries; e; e = e->next)
        if (!strcmp(e->name, name)) return e;
    return NULL;
}

/* Returns the node of a path, or of its parent with the last name in *last; 0 if there is none. */
static long walk(const char *path, const char **last) {
    static char copy[4096];
    long at = 1;
    if (last) *last = NULL;
    snprintf(copy, sizeof copy, "%s", path);
    for (char *rest, *part = strtok_r(copy, "/", &rest); part;) {
        char *after = strtok_r(NULL, "/", &rest);
        if (!after && last) {
            *last = part;
            return at;
        }
        struct entry *e = find(at, part);
        if (!e) return 0;
        at = e->node;
        part = after;
    }
    return at;
}

static void forget(long number) {
    struct node *n = &nodes[number];
    if (n->links > 0 || n->opens > 0 || n->directory) return;
    free(n->bytes), free(n->dirty);
    memset(n, 0, sizeof *n); /* N.data stays for as long as a durable directory may name it */
}

static void remove_name(long directory, const char *name) {
    for (struct entry **at = &nodes[directory].entries; *at; at = &(*at)->next)
        if (!strcmp((*at)->name, name)) {
            struct entry *gone = *at;
            *at = gone->next;
            nodes[gone->node].links--;
            forget(gone->node);
            free(gone);
            return;
        }
}

static int make(const char *path, int directory, long *made) {
    const char *name;
    long parent = walk(path, &name);
    if (!parent || !name) return -ENOENT;
    if (find(parent, name)) return -EEXIST;
    if (strlen(name) >= NAME_BYTES) return -ENAMETOOLONG;
    if (next_node >= MAX_NODES) return -ENOSPC;
    *made = next_node++;
    nodes[*made].used = nodes[*made].links = 1;
    nodes[*made].directory = directory;
    add(parent, name, *made);
    directory_changed(parent);
    return 0;
}

/* ---- operations ---- */

static int op_getattr(const char *path, struct stat *st, struct fuse_file_info *fi) {
    long number = fi && fi->fh ? (long)fi->fh : walk(path, NULL);
    if (!number) return -ENOENT;
    memset(st, 0, sizeof *st);
    st->st_ino = number;
    st->st_mode = nodes[number].directory ? S_IFDIR | 0700 : S_IFREG | 0600;
    st->st_nlink = nodes[number].directory ? 2 : nodes[number].links;
    st->st_size = nodes[number].size;
    st->st_blocks = (nodes[number].size + 511) / 512;
    st->st_uid = getuid(), st->st_gid = getgid();
    return 0;
}

static int op_readdir(const char *path, void *buffer, fuse_fill_dir_t fill, off_t offset, struct fuse_file_info *fi,
                      enum fuse_readdir_flags flags) {
    (void)path, (void)offset, (void)flags;
    long number = fi->fh;
    fill(buffer, ".", NULL, 0, 0);
    fill(buffer, "..", NULL, 0, 0);
    for (struct entry *e = nodes[number].entries; e; e = e->next) fill(buffer, e->name, NULL, 0, 0);
    return 0;
}

static int op_mkdir(const char *path, mode_t mode) {
    (void)mode;
    long made;
    return make(path, 1, &made);
}

static int op_create(const char *path, mode_t mode, struct fuse_file_info *fi) {
    (void)mode;
    long made;
    int error = make(path, 0, &made);
    if (error) return error;
    nodes[made].opens++;
    nodes[made].size_dirty = 1;
    fi->fh = made;
    return 0;
}

static int op_open(const char *path, struct fuse_file_info *fi) {
    long number = walk(path, NULL);
    if (!number) return -ENOENT;
    nodes[number].opens++;
    fi->fh = number;
    return 0;
}

static int op_release(const char *path, struct fuse_file_info *fi) {
    (void)path;
    nodes[fi->fh].opens--;
    forget(fi->fh);
    return 0;
}

static int op_unlink(const char *path) {
    const char *name;
    long parent = walk(path, &name);
    if (!parent || !name || !find(parent, name)) return -ENOENT;
    remove_name(parent, name);
    directory_changed(parent);
    return 0;
}

static int op_rmdir(const char *path) {
    long number = walk(path, NULL);
    if (number && nodes[number].entries) return -ENOTEMPTY;
    return op_unlink(path);
}

static int op_rename(const char *from, const char *to, unsigned int flags) {
    const char *name;
    char old_name[NAME_BYTES], new_name[NAME_BYTES];
    if (flags) return -EINVAL;
    long parent = walk(from, &name);
    struct entry *e = parent && name ? find(parent, name) : NULL;
    if (!e) return -ENOENT;
    long node = e->node;
    snprintf(old_name, sizeof old_name, "%s", name);
    long target = walk(to, &name);
    if (!target || !name) return -ENOENT;
    if (strlen(name) >= NAME_BYTES) return -ENAMETOOLONG;
    snprintf(new_name, sizeof new_name, "%s", name);
    nodes[node].links++; /* it is not forgotten in between */
    remove_name(parent, old_name);
    remove_name(target, new_name);
    add(target, new_name, node);
    directory_changed(target);
    if (parent != target) directory_changed(parent);
    return 0;
}

static int op_link(const char *from, const char *to) {
    const char *name;
    long node = walk(from, NULL), parent = walk(to, &name);
    if (!node || !parent || !name) return -ENOENT;
    if (find(parent, name)) return -EEXIST;
    if (strlen(name) >= NAME_BYTES) return -ENAMETOOLONG;
    nodes[node].links++;
    add(parent, name, node);
    directory_changed(parent);
    return 0;
}

static int op_read(const char *path, char *out, size_t count, off_t offset, struct fuse_file_info *fi) {
    (void)path;
    struct node *n = &nodes[fi->fh];
    if ((size_t)offset >= n->size) return 0;
    if (count > n->size - offset) count = n->size - offset;
    memcpy(out, n->bytes + offset, count);
    return (int)count;
}

static int op_write(const char *path, const char *in, size_t count, off_t offset, struct fuse_file_info *fi) {
    (void)path;
    struct node *n = &nodes[fi->fh];
    if (count == 0) return 0;
    reserve(n, offset + count);
    memcpy(n->bytes + offset, in, count);
    if (offset + count > n->size) n->size = offset + count, n->size_dirty = 1;
    for (size_t p = offset / PAGE; p <= (offset + count - 1) / PAGE; p++) {
        n->dirty[p] = 1;
        if (keeps_early()) write_pages(fi->fh, p, 1);
    }
    return (int)count;
}

static int op_truncate(const char *path, off_t size, struct fuse_file_info *fi) {
    long number = fi && fi->fh ? (long)fi->fh : walk(path, NULL);
    if (!number) return -ENOENT;
    struct node *n = &nodes[number];
    reserve(n, size);
    if ((size_t)size < n->size) {
        memset(n->bytes + size, 0, n->size - size);
        for (size_t p = size / PAGE; p < n->pages; p++) n->dirty[p] = 1;
    }
    n->size = size;
    n->size_dirty = 1;
    return 0;
}

static int op_fsync(const char *path, int data_only, struct fuse_file_info *fi) {
    (void)path, (void)data_only;
    if (!getenv("POWERFS_LIES")) sync_file(fi->fh);
    return 0;
}

static int op_fsyncdir(const char *path, int data_only, struct fuse_file_info *fi) {
    (void)path, (void)data_only;
    sync_directory(fi->fh);
    return 0;
}

static int op_chmod(const char *path, mode_t mode, struct fuse_file_info *fi) {
    (void)path, (void)mode, (void)fi;
    return 0;
}

static int op_utimens(const char *path, const struct timespec times[2], struct fuse_file_info *fi) {
    (void)path, (void)times, (void)fi;
    return 0;
}

static int op_opendir(const char *path, struct fuse_file_info *fi) {
    fi->fh = walk(path, NULL);
    return fi->fh ? 0 : -ENOENT;
}

static void *op_init(struct fuse_conn_info *connection, struct fuse_config *config) {
    (void)connection;
    config->hard_remove = 1; /* a removed file that is open is known by its node, not by a hidden name */
    config->nullpath_ok = 1;
    config->use_ino = 1;
    return NULL;
}

static const struct fuse_operations operations = {
    .init = op_init, .opendir = op_opendir,
    .getattr = op_getattr, .readdir = op_readdir, .mkdir = op_mkdir, .create = op_create, .open = op_open,
    .release = op_release, .unlink = op_unlink, .rmdir = op_rmdir, .rename = op_rename, .link = op_link,
    .read = op_read, .write = op_write, .truncate = op_truncate, .fsync = op_fsync, .fsyncdir = op_fsyncdir,
    .chmod = op_chmod, .utimens = op_utimens,
};

int main(int argc, char **argv) {
    if (argc < 5) {
        fprintf(stderr, "usage: powerfs BACKING EARLY SEED MOUNTPOINT [FUSE options]\n");
        return 2;
    }
    backing = realpath(argv[1], NULL);
    if (!backing) die(argv[1]);
    early = atoi(argv[2]);
    state = strtoull(argv[3], NULL, 10) * 0x9E3779B97F4A7C15u + 1;
    load(1, 1);
    char *arguments[argc + 2];
    int count = 0;
    arguments[count++] = argv[0];
    for (int i = 4; i < argc; i++) arguments[count++] = argv[i];
    arguments[count++] = "-s";
    arguments[count++] = "-f";
    arguments[count] = NULL;
    return fuse_main(count, arguments, &operations, NULL);
}
