package main

import (
	"bytes"
	"fmt"
	"sort"
	"strings"

	corev1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

type endpoint struct {
	pod *corev1.Pod
	ip  string
}

// world is all that the rules follow from; the same world always gives the same table.
type world struct {
	endpoints  []endpoint
	namespaces map[string]labels.Set
	policies   []*netv1.NetworkPolicy
}

// peer is one side a rule lets through: a match of its address, and the pod behind it where there is one.
type peer struct {
	match string
	pod   *corev1.Pod
}

func (w world) table(podCIDR string) string {
	sort.Slice(w.endpoints, func(i, j int) bool { return w.endpoints[i].ip < w.endpoints[j].ip })
	sort.Slice(w.policies, func(i, j int) bool {
		return w.policies[i].Namespace+"/"+w.policies[i].Name < w.policies[j].Namespace+"/"+w.policies[j].Name
	})
	var b, chains bytes.Buffer
	var egress, ingress, known []string
	for _, e := range w.endpoints {
		known = append(known, e.ip)
		id := strings.ReplaceAll(e.ip, ".", "_")
		if rules, isolated := w.egressOf(e.pod); isolated {
			egress = append(egress, e.ip+" : jump eg_"+id)
			fmt.Fprintf(&chains, "chain eg_%s {\n%s\ncounter drop\n}\n", id, strings.Join(rules, "\n"))
		}
		if rules, isolated := w.ingressOf(e.pod); isolated {
			ingress = append(ingress, e.ip+" : jump in_"+id)
			fmt.Fprintf(&chains, "chain in_%s {\n%s\ncounter drop\n}\n", id, strings.Join(rules, "\n"))
		}
	}
	fmt.Fprintf(&b, "table ip netpol {\n%s", chains.String())
	fmt.Fprintf(&b, "set known { type ipv4_addr; %s }\n", elements(known))
	fmt.Fprintf(&b, "map eg { type ipv4_addr : verdict; %s }\n", elements(egress))
	fmt.Fprintf(&b, "map in { type ipv4_addr : verdict; %s }\n", elements(ingress))
	fmt.Fprintf(&b, "chain egress {\nct state established,related accept\n"+
		"ip saddr %s ip saddr != @known counter drop\nip saddr vmap @eg\n}\n", podCIDR)
	// Priority -5: after kube-proxy's DNAT, before ordinary filter chains.
	fmt.Fprintf(&b, "chain forward { type filter hook forward priority filter - 5; policy accept;\njump egress\nip daddr vmap @in\n}\n")
	// To the node itself (API server, host ports) egress applies as well; from the node nothing is filtered.
	fmt.Fprintf(&b, "chain input { type filter hook input priority filter - 5; policy accept;\njump egress\n}\n}\n")
	return b.String()
}

// egressOf gives the rules that let a pod's packets out, and whether any policy holds the others back.
func (w world) egressOf(pod *corev1.Pod) (rules []string, isolated bool) {
	for _, p := range w.policiesOf(pod, netv1.PolicyTypeEgress) {
		isolated = true
		for _, r := range p.Spec.Egress {
			peers := w.peers("daddr", p.Namespace, r.To)
			if len(r.To) == 0 && hasNamed(r.Ports) { // a port's name is known to the pods alone
				for _, e := range w.endpoints {
					peers = append(peers, peer{"ip daddr " + e.ip, e.pod})
				}
			}
			for _, x := range peers {
				rules = append(rules, allow(x.match, x.pod, r.Ports)...)
			}
		}
	}
	return rules, isolated
}

// ingressOf is the same for packets to a pod; named ports are its own.
func (w world) ingressOf(pod *corev1.Pod) (rules []string, isolated bool) {
	for _, p := range w.policiesOf(pod, netv1.PolicyTypeIngress) {
		isolated = true
		for _, r := range p.Spec.Ingress {
			for _, x := range w.peers("saddr", p.Namespace, r.From) {
				rules = append(rules, allow(x.match, pod, r.Ports)...)
			}
		}
	}
	return rules, isolated
}

func (w world) policiesOf(pod *corev1.Pod, direction netv1.PolicyType) (selected []*netv1.NetworkPolicy) {
	for _, p := range w.policies {
		if p.Namespace != pod.Namespace || !matches(&p.Spec.PodSelector, pod.Labels) {
			continue
		}
		for _, t := range p.Spec.PolicyTypes {
			if t == direction {
				selected = append(selected, p)
			}
		}
	}
	return selected
}

// peers of a rule; none given means everybody.
func (w world) peers(field, namespace string, given []netv1.NetworkPolicyPeer) (all []peer) {
	if len(given) == 0 {
		return []peer{{"", nil}}
	}
	for _, p := range given {
		if p.IPBlock != nil {
			match := "ip " + field + " " + p.IPBlock.CIDR
			if len(p.IPBlock.Except) > 0 {
				match += " ip " + field + " != { " + strings.Join(p.IPBlock.Except, ", ") + " }"
			}
			all = append(all, peer{match, nil})
			continue
		}
		for _, e := range w.endpoints {
			if w.selects(p, namespace, e.pod) {
				all = append(all, peer{"ip " + field + " " + e.ip, e.pod})
			}
		}
	}
	return all
}

func (w world) selects(p netv1.NetworkPolicyPeer, namespace string, pod *corev1.Pod) bool {
	if p.NamespaceSelector == nil && pod.Namespace != namespace {
		return false
	}
	if p.NamespaceSelector != nil && !matches(p.NamespaceSelector, w.namespaces[pod.Namespace]) {
		return false
	}
	return p.PodSelector == nil || matches(p.PodSelector, pod.Labels)
}

// allow renders one peer times every port, each ending in "return" (allowed); owner is the pod the ports belong to.
func allow(match string, owner *corev1.Pod, ports []netv1.NetworkPolicyPort) (rules []string) {
	if len(ports) == 0 {
		return []string{match + " return"}
	}
	for _, p := range ports {
		protocol := "tcp"
		if p.Protocol != nil {
			protocol = strings.ToLower(string(*p.Protocol))
		}
		switch {
		case p.Port == nil:
			rules = append(rules, match+" meta l4proto "+protocol+" return")
		case p.Port.Type == intstr.String:
			if n := numberOf(owner, p.Port.StrVal, protocol); n != 0 {
				rules = append(rules, fmt.Sprintf("%s %s dport %d return", match, protocol, n))
			}
		case p.EndPort != nil:
			rules = append(rules, fmt.Sprintf("%s %s dport %d-%d return", match, protocol, p.Port.IntVal, *p.EndPort))
		default:
			rules = append(rules, fmt.Sprintf("%s %s dport %d return", match, protocol, p.Port.IntVal))
		}
	}
	return rules
}

func hasNamed(ports []netv1.NetworkPolicyPort) bool {
	for _, p := range ports {
		if p.Port != nil && p.Port.Type == intstr.String {
			return true
		}
	}
	return false
}

func numberOf(pod *corev1.Pod, name, protocol string) int32 {
	if pod == nil {
		return 0
	}
	for _, containers := range [][]corev1.Container{pod.Spec.Containers, pod.Spec.InitContainers} {
		for _, c := range containers {
			for _, p := range c.Ports {
				own := strings.ToLower(string(p.Protocol))
				if p.Name == name && (own == protocol || own == "" && protocol == "tcp") {
					return p.ContainerPort
				}
			}
		}
	}
	return 0
}

func matches(selector *metav1.LabelSelector, set labels.Set) bool {
	s, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && s.Matches(set)
}

func elements(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return "elements = { " + strings.Join(all, ", ") + " }"
}
