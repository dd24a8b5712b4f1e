/* How fast is the line in C, with the same log?
 *
 * One heap of events and one pass through the machines, rows as structs in a buffer of memory that grows. Random numbers are
 * xoshiro256++, exponential times by inversion. Compile with -O2 and -lm.
 *
 *     line MACHINES HORIZON_S SEED
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CAPACITY = 10 };
static const double WORK_S = 60, FAILURE_S = 6000, REPAIR_S = 300;
static const double FILLED_S = 14400; /* parts are counted from here on, see told.py */

enum kind {
    JOB_RELEASED, QUEUE_ENTERED, LOADED, WORK_STARTED, WORK_INTERRUPTED, WORK_RESUMED, WORK_FINISHED,
    BLOCKED, UNBLOCKED, JOB_COMPLETED, FAILED, REPAIR_STARTED, REPAIRED
};
enum state { IDLE, WORKING, INTERRUPTED, STUCK };

struct row { double time, value; int64_t cause; int32_t job, machine; int32_t kind; };
struct job { double released; int64_t last_row; int32_t number; };
struct event { double time; int64_t order; int32_t machine; uint32_t work; }; /* work 0: a failure or the end of a repair */
struct machine {
    enum state state;
    int is_down, queued, first;
    uint32_t work; /* which work is under way: an event of another one is void */
    double left, ends;
    struct job job, queue[CAPACITY];
};

static struct row *rows;
static int64_t row_count, row_room;
static struct event *heap;
static int64_t heap_size, heap_room, orders;
static struct machine *line;
static int32_t machines, released;
static int64_t completed;
static double now;

static void *grown(void *old, size_t bytes) {
    void *memory = realloc(old, bytes);
    if (memory == NULL) { fputs("no memory left\n", stderr); exit(1); }
    return memory;
}

/* --- random numbers -------------------------------------------------------------------------------------------------- */

static uint64_t seeds[4];

static uint64_t rotated(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

static uint64_t next_bits(void) {
    uint64_t result = rotated(seeds[0] + seeds[3], 23) + seeds[0], t = seeds[1] << 17;
    seeds[2] ^= seeds[0];
    seeds[3] ^= seeds[1];
    seeds[1] ^= seeds[2];
    seeds[0] ^= seeds[3];
    seeds[2] ^= t;
    seeds[3] = rotated(seeds[3], 45);
    return result;
}

static void seed_bits(uint64_t seed) { /* splitmix64 */
    for (int i = 0; i < 4; i++) {
        uint64_t z = (seed += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        seeds[i] = z ^ (z >> 31);
    }
}

static double exponential(double mean) { return -mean * log(((next_bits() >> 11) + 1) * 0x1p-53); }

/* --- the log and the clock -------------------------------------------------------------------------------------------- */

static int64_t wrote(enum kind kind, int32_t job, int32_t machine, double value, int64_t cause) {
    if (row_count == row_room) {
        row_room = row_room ? 2 * row_room : 1 << 16;
        rows = grown(rows, (size_t)row_room * sizeof *rows);
    }
    rows[row_count] = (struct row){now, value, cause, job, machine, kind};
    return row_count++;
}

static int is_before(const struct event *a, const struct event *b) {
    return a->time < b->time || (a->time == b->time && a->order < b->order);
}

static void schedule(double time, int32_t machine, uint32_t work) {
    struct event event = {time, orders++, machine, work};
    if (heap_size == heap_room) {
        heap_room = heap_room ? 2 * heap_room : 64;
        heap = grown(heap, (size_t)heap_room * sizeof *heap);
    }
    int64_t place = heap_size++;
    while (place > 0 && is_before(&event, &heap[(place - 1) / 2])) {
        heap[place] = heap[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    heap[place] = event;
}

static struct event next_event(void) {
    struct event first = heap[0], last = heap[--heap_size];
    int64_t place = 0;
    for (int64_t child; (child = 2 * place + 1) < heap_size; place = child) {
        if (child + 1 < heap_size && is_before(&heap[child + 1], &heap[child])) child++;
        if (!is_before(&heap[child], &last)) break;
        heap[place] = heap[child];
    }
    heap[place] = last;
    return first;
}

/* --- what happens ----------------------------------------------------------------------------------------------------- */

static void load(int32_t at);

static void begin_work(int32_t at, enum kind kind) {
    struct machine *m = &line[at];
    m->job.last_row = wrote(kind, m->job.number, at, m->left, m->job.last_row);
    m->state = WORKING;
    m->ends = now + m->left;
    if (++m->work == 0) m->work = 1;
    schedule(m->ends, at, m->work);
}

static void enter_queue(int32_t at, struct job job) {
    struct machine *m = &line[at];
    int place = m->first + m->queued++;
    job.last_row = wrote(QUEUE_ENTERED, job.number, at, m->queued, job.last_row);
    m->queue[place < CAPACITY ? place : place - CAPACITY] = job;
    if (m->state == IDLE) load(at);
}

static void pass_on(int32_t at) { /* the machine is rid of its job before the next machine takes it */
    struct machine *m = &line[at];
    m->state = IDLE;
    enter_queue(at + 1, m->job);
    load(at);
}

static void load(int32_t at) {
    struct machine *m = &line[at];
    if (m->is_down || m->state != IDLE) return;
    if (at == 0) {
        struct job job = {now, 0, ++released};
        job.last_row = wrote(JOB_RELEASED, job.number, -1, 0, -1);
        job.last_row = wrote(QUEUE_ENTERED, job.number, at, 1, job.last_row);
        m->job = job;
    } else {
        if (m->queued == 0) return;
        m->job = m->queue[m->first];
        m->first = m->first + 1 < CAPACITY ? m->first + 1 : 0;
        m->queued--;
    }
    m->job.last_row = wrote(LOADED, m->job.number, at, 0, m->job.last_row);
    m->left = exponential(WORK_S);
    begin_work(at, WORK_STARTED);
    if (at > 0 && line[at - 1].state == STUCK) {
        struct job *job = &line[at - 1].job;
        job->last_row = wrote(UNBLOCKED, job->number, at - 1, 0, job->last_row);
        pass_on(at - 1);
    }
}

static void finish_work(int32_t at) {
    struct machine *m = &line[at];
    m->job.last_row = wrote(WORK_FINISHED, m->job.number, at, 0, m->job.last_row);
    if (at + 1 == machines) {
        wrote(JOB_COMPLETED, m->job.number, -1, now - m->job.released, m->job.last_row);
        if (now >= FILLED_S) completed++;
        m->state = IDLE;
        load(at);
    } else if (line[at + 1].queued < CAPACITY) {
        pass_on(at);
    } else {
        m->job.last_row = wrote(BLOCKED, m->job.number, at, 0, m->job.last_row);
        m->state = STUCK;
    }
}

static void fail(int32_t at) {
    struct machine *m = &line[at];
    int64_t cause = wrote(FAILED, -1, at, 0, -1);
    double repair = exponential(REPAIR_S);
    m->is_down = 1;
    if (m->state == WORKING) {
        m->left = m->ends - now;
        m->state = INTERRUPTED;
        if (++m->work == 0) m->work = 1;
        m->job.last_row = wrote(WORK_INTERRUPTED, m->job.number, at, m->left, cause);
    }
    wrote(REPAIR_STARTED, -1, at, repair, cause);
    schedule(now + repair, at, 0);
}

static void repair(int32_t at) {
    struct machine *m = &line[at];
    wrote(REPAIRED, -1, at, 0, -1);
    m->is_down = 0;
    schedule(now + exponential(FAILURE_S), at, 0);
    if (m->state == INTERRUPTED) begin_work(at, WORK_RESUMED);
    else load(at);
}

static void run(double horizon) {
    for (int32_t at = 0; at < machines; at++) schedule(exponential(FAILURE_S), at, 0);
    load(0);
    for (;;) {
        struct event event = next_event();
        if (event.time >= horizon) return;
        now = event.time;
        if (event.work != 0) {
            struct machine *m = &line[event.machine];
            if (m->state == WORKING && m->work == event.work) finish_work(event.machine);
        } else if (line[event.machine].is_down) {
            repair(event.machine);
        } else {
            fail(event.machine);
        }
    }
}

static double seconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: %s MACHINES HORIZON_S SEED\n", argv[0]);
        return 2;
    }
    machines = atoi(argv[1]);
    double horizon = atof(argv[2]);
    if (machines < 1) {
        fputs("expected one machine or more\n", stderr);
        return 2;
    }
    seed_bits(strtoull(argv[3], NULL, 10));
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    line = calloc((size_t)machines, sizeof *line);
    if (line == NULL) { fputs("no memory left\n", stderr); return 1; }
    run(horizon);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("{\"peer\": \"C\", \"events\": %lld, \"parts\": %lld, \"counted_s\": %.17g, \"wall_s\": %.9g, \"cpu_s\": %.9g}\n",
           (long long)row_count, (long long)completed, fmax(horizon - FILLED_S, 0), wall, cpu);
    return 0;
}
