/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.dormouse.broker.blob.BlobTransfer.Got;
import dev.dormouse.broker.blob.BlobTransfer.Patience;
import dev.dormouse.broker.blob.BlobTransfer.Put;
import dev.dormouse.broker.blob.PartStore.GetResult;
import dev.dormouse.broker.blob.PartStore.PutResult;
import dev.dormouse.wire.state.BlobRef;
import dev.dormouse.wire.state.PartName;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every store of parts must do. */
abstract class PartStoreContract {
    /** A store with room for these parts. */
    abstract PartStore storeFor(List<PartName> wanted);

    /** Puts other bytes, or none, in the place of a part, past the store. */
    abstract void replace(PartName part, byte[] bytes);

    abstract void remove(PartName part);

    @Test
    void whatWasStoredIsRead() {
        // given
        var part = new PartName(1, 1);
        var store = storeFor(List.of(part));
        // when
        var result = store.put(part, noise(70_000));
        // then
        assertThat(result).isEqualTo(new PutResult.Stored());
        assertThat(store.get(part))
                .asInstanceOf(type(GetResult.Found.class))
                .satisfies(found -> assertThat(found.bytes()).isEqualTo(noise(70_000)));
    }

    @Test
    void theSameBytesMayBeStoredAgainAndOthersNever() {
        // given
        var part = new PartName(1, 1);
        var store = storeFor(List.of(part));
        store.put(part, noise(10));
        // when, then
        assertThat(store.put(part, noise(10))).isEqualTo(new PutResult.Stored());
        assertThat(store.put(part, noise(11))).isInstanceOf(PutResult.Taken.class);
        assertThat(store.get(part))
                .asInstanceOf(type(GetResult.Found.class))
                .satisfies(found -> assertThat(found.bytes()).isEqualTo(noise(10)));
    }

    @Test
    void whatWasNeverStoredIsMissing() {
        assertThat(storeFor(List.of(new PartName(1, 1))).get(new PartName(1, 1)))
                .isInstanceOf(GetResult.Missing.class);
        assertThat(storeFor(List.of()).get(new PartName(1, 2))).isInstanceOf(GetResult.Missing.class);
    }

    @Test
    void aBlobIsCutIntoPartsAndPutTogetherAgain() throws Exception {
        // given
        var stored = store(5 * 1024 * 1024 / 2);
        // when
        var got = stored.transfer().get(stored.ref());
        // then
        assertThat(stored.ref().parts())
                .hasSize(stored.transfer().parts(stored.ref().bytes()));
        assertThat(got)
                .asInstanceOf(type(Got.Found.class))
                .satisfies(found -> assertThat(found.bytes())
                        .isEqualTo(noise((int) stored.ref().bytes())));
    }

    @Test
    void otherBytesThanWereStoredAreNeverTakenForThem() throws Exception {
        // given
        var stored = store(2_000);
        // when
        replace(stored.ref().parts().getFirst(), noise(2_001));
        // then
        assertThat(stored.transfer().get(stored.ref())).isInstanceOf(Got.Tampered.class);
    }

    @Test
    void aBlobThatLostAPartIsLost() throws Exception {
        // given
        var stored = store(2_000);
        // when
        remove(stored.ref().parts().getLast());
        // then
        assertThat(stored.transfer().all(List.of(stored.ref(), stored.ref())))
                .singleElement()
                .isInstanceOf(Got.Lost.class);
    }

    private record Stored(BlobTransfer transfer, BlobRef ref) {}

    private Stored store(int bytes) throws InterruptedException {
        var few = LongStream.rangeClosed(1, 8).mapToObj(n -> new PartName(4, n)).toList();
        var transfer = new BlobTransfer(storeFor(few), new Patience(Duration.ofSeconds(10), Duration.ofSeconds(10)));
        var put = transfer.put(few.subList(0, transfer.parts(bytes)), noise(bytes));
        return new Stored(transfer, ((Put.Stored) put).ref());
    }

    static byte[] noise(int bytes) {
        var noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }
}
