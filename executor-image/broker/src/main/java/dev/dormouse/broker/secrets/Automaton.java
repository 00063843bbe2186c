/* SPDX-License-Identifier: Apache-2.0 */
package dev.dormouse.broker.secrets;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Aho and Corasick's automaton over ASCII words: one table look-up for each byte of the text, however many words. State 0
 * is the beginning.
 */
final class Automaton {
    private static final int NONE = -1;

    /** Class of each byte; 0 is every byte that is in no word. */
    private final int[] classes;

    private final int width;
    private final int[] next;
    private final int[] matches;

    private Automaton(int[] classes, int width, int[] next, int[] matches) {
        this.classes = classes;
        this.width = width;
        this.next = next;
        this.matches = matches;
    }

    int next(int state, int symbol) {
        return next[state * width + classes[symbol & 0xff]];
    }

    /** Id of a word that ends in this state; negative when none does. */
    int match(int state) {
        return matches[state];
    }

    /** The words to find. */
    static final class Builder {
        private final List<String> words = new ArrayList<>();
        private final List<Integer> ids = new ArrayList<>();

        void add(String word, int id) {
            words.add(word);
            ids.add(id);
        }

        Automaton build() {
            var classes = new int[256];
            int width = 1;
            for (int symbol :
                    words.stream().flatMapToInt(String::chars).distinct().toArray()) {
                classes[symbol] = width++;
            }
            int states = 1 + words.stream().mapToInt(String::length).sum();
            var automaton = new Automaton(classes, width, new int[states * width], new int[states]);
            Arrays.fill(automaton.matches, NONE);
            automaton.plant(words, ids);
            automaton.link(states);
            return automaton;
        }
    }

    /** The words as a tree; 0 stands for no branch, as no branch leads to the root. */
    private void plant(List<String> words, List<Integer> ids) {
        int states = 1;
        for (int i = 0; i < words.size(); i++) {
            int state = 0;
            for (int symbol : words.get(i).chars().toArray()) {
                int branch = state * width + classes[symbol];
                if (next[branch] == 0) {
                    next[branch] = states++;
                }
                state = next[branch];
            }
            matches[state] = ids.get(i);
        }
    }

    /** Where there is no branch, goes on as the longest end of what was read that begins a word. */
    private void link(int states) {
        var falls = new int[states];
        var queue = new ArrayDeque<Integer>();
        for (int c = 0; c < width; c++) {
            if (next[c] != 0) {
                queue.add(next[c]);
            }
        }
        while (!queue.isEmpty()) {
            int state = queue.remove();
            int fall = falls[state];
            matches[state] = matches[state] == NONE ? matches[fall] : matches[state];
            for (int c = 0; c < width; c++) {
                int branch = next[state * width + c];
                if (branch == 0) {
                    next[state * width + c] = next[fall * width + c];
                } else {
                    falls[branch] = next[fall * width + c];
                    queue.add(branch);
                }
            }
        }
    }
}
