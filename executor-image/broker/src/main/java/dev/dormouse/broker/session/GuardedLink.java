/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.session;

import dev.dormouse.broker.session.SandboxRules.Verdict;
import dev.dormouse.wire.frame.ToBroker;
import dev.dormouse.wire.frame.ToSandbox;

/** A connection over which only frames come that keep to the rules; at the first other one it is hung up. */
final class GuardedLink implements SandboxLink {
    private final SandboxLink link;
    private final SandboxRules rules = new SandboxRules();

    GuardedLink(SandboxLink link) {
        this.link = link;
    }

    @Override
    public void send(ToSandbox frame) {
        synchronized (rules) {
            rules.told(frame);
        }
        link.send(frame);
    }

    @Override
    public void listen(Listener listener) {
        link.listen(new Listener() {
            @Override
            public void received(ToBroker frame, FrameSize size) {
                switch (judged(frame, size)) {
                    case Verdict.Passes() -> listener.received(frame, size);
                    case Verdict.Stale() -> {}
                    case Verdict.Violates(var how) -> violated(how);
                }
            }

            @Override
            public void lost(String why) {
                forget();
                listener.lost(why);
            }

            @Override
            public void violated(String why) {
                link.hangUp();
                forget();
                listener.violated(why);
            }
        });
    }

    private Verdict judged(ToBroker frame, FrameSize size) {
        synchronized (rules) {
            return rules.heard(frame, size);
        }
    }

    private void forget() {
        synchronized (rules) {
            rules.connected();
        }
    }

    @Override
    public void hangUp() {
        link.hangUp();
        forget();
    }

    @Override
    public void close() {
        link.close();
    }
}
