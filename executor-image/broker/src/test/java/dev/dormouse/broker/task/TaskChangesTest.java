/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dormouse.broker.task.TaskSource.Loaded;
import dev.dormouse.crds.v1alpha1.AgentTask;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TaskChangesTest {
    private final BlockingQueue<Loaded> told = new LinkedBlockingQueue<>();
    private Function<AgentTask, Loaded> read = task -> said(task.getMetadata().getGeneration());
    private final TaskChanges changes = new TaskChanges("uid", 4, task -> read.apply(task), told::add);

    @AfterEach
    void close() {
        changes.close();
    }

    @Test
    void anEditBetweenTheFirstReadAndTheListIsTold() throws InterruptedException {
        changes.start();

        changes.onAdd(task("uid", 5));

        assertThat(told.take()).isEqualTo(said(5));
    }

    @Test
    void whatIsKnownAlreadyIsNotToldAgain() throws InterruptedException {
        changes.start();

        changes.onAdd(task("uid", 4));
        changes.onUpdate(task("uid", 4), task("uid", 5));
        changes.onUpdate(task("uid", 5), task("uid", 5));
        changes.onDelete(task("uid", 5), false);

        assertThat(told.take()).isIn(said(5), new Loaded.Gone());
        assertThat(told).isSubsetOf(new Loaded.Gone());
    }

    @Test
    void aSlowReadOfAnOldOneIsNeverToldAfterANewerOne() throws InterruptedException {
        // given
        var reading = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        read = task -> {
            if (task.getMetadata().getGeneration() == 5) {
                reading.countDown();
                await(goOn);
            }
            return said(task.getMetadata().getGeneration());
        };
        changes.start();
        // when
        changes.onUpdate(task("uid", 4), task("uid", 5));
        reading.await();
        changes.onUpdate(task("uid", 5), task("uid", 6));
        changes.onUpdate(task("uid", 6), task("uid", 7));
        changes.onUpdate(task("uid", 4), task("uid", 6));
        goOn.countDown();
        // then
        assertThat(told.take()).isEqualTo(said(5));
        assertThat(told.take()).isEqualTo(said(7));
        changes.onDelete(task("uid", 7), false);
        assertThat(told.take()).isEqualTo(new Loaded.Gone());
    }

    @Test
    void whatCannotBeReadNowIsReadAgain() throws InterruptedException {
        // given
        var reads = new AtomicInteger();
        read = task -> {
            if (reads.incrementAndGet() < 3) {
                throw new KubernetesClientException("the API server is busy", 503, null);
            }
            return said(task.getMetadata().getGeneration());
        };
        changes.start();
        // when
        changes.onUpdate(task("uid", 4), task("uid", 5));
        // then
        assertThat(told.take()).isEqualTo(said(5));
        assertThat(reads).hasValue(3);
    }

    @Test
    void anotherTaskOfTheNameMeansThatThisOneIsGone() throws InterruptedException {
        changes.start();

        changes.onAdd(task("other", 1));

        assertThat(told.take()).isEqualTo(new Loaded.Gone());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Loaded said(long generation) {
        return new Loaded.Blocked("generation " + generation, generation);
    }

    private static AgentTask task(String uid, long generation) {
        var task = new AgentTask();
        task.setMetadata(new ObjectMetaBuilder()
                .withName("t")
                .withUid(uid)
                .withGeneration(generation)
                .build());
        return task;
    }
}
