/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.state;

import java.time.Duration;

/**
 * How fast a task may write: so many writes and bytes at once, then so many a second. Two token buckets, of which the
 * emptier one counts. etcd keeps every version of an object until it is compacted, every 5 minutes by default, so a few
 * tasks that write as fast as they can would fill it and stop the cluster (docs/decisions/0003). For one thread.
 */
public final class Pace {
    private static final long NANOS = Duration.ofSeconds(1).toNanos();

    private final Bucket writes;
    private final Bucket bytes;

    /**
     * @param burst writes at once
     * @param burstBytes bytes at once; what a task may write in 5 minutes is this and 300 times {@code bytesASecond}
     */
    public record Limits(long burst, long aSecond, long burstBytes, long bytesASecond) {
        /** At most 123 MiB in 5 minutes; ten tasks at a time stay well below etcd's default of 2 GiB. */
        public static final Limits CONFIG_MAPS = new Limits(100, 20, 48 * 1024 * 1024, 256 * 1024);

        /** A folder takes what a disk takes. */
        public static final Limits NONE = new Limits(Long.MAX_VALUE, 1, Long.MAX_VALUE, 1);
    }

    /** @param nanos monotonic time now */
    public Pace(Limits limits, long nanos) {
        this.writes = new Bucket(limits.burst(), limits.aSecond(), nanos);
        this.bytes = new Bucket(limits.burstBytes(), limits.bytesASecond(), nanos);
    }

    /** How long the next write has to wait; zero: not at all. */
    public Duration delay(long nanos) {
        return Duration.ofNanos(Math.max(writes.delay(nanos), bytes.delay(nanos)));
    }

    /** A write of so many bytes goes out now. It may leave a debt, which the next one waits for. */
    public void spend(long size, long nanos) {
        writes.spend(1, nanos);
        bytes.spend(size, nanos);
    }

    private static final class Bucket {
        private final double capacity;
        private final double aNano;
        private double tokens;
        private long filledAt;

        Bucket(long capacity, long aSecond, long nanos) {
            this.capacity = capacity;
            this.aNano = (double) aSecond / NANOS;
            this.tokens = capacity;
            this.filledAt = nanos;
        }

        long delay(long nanos) {
            fill(nanos);
            return tokens > 0 ? 0 : (long) Math.ceil((1 - tokens) / aNano);
        }

        void spend(double amount, long nanos) {
            fill(nanos);
            tokens -= amount;
        }

        private void fill(long nanos) {
            tokens = Math.min(capacity, tokens + (nanos - filledAt) * aNano);
            filledAt = nanos;
        }
    }
}
