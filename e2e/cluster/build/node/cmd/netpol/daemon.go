package main

import (
	"encoding/json"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	corelisters "k8s.io/client-go/listers/core/v1"
	netlisters "k8s.io/client-go/listers/networking/v1"
)

type daemon struct {
	podCIDR    string
	mu         sync.Mutex
	local      map[string]registration // by container id
	last       string                  // the table as it is in the kernel
	wake       chan struct{}
	pods       corelisters.PodLister
	namespaces corelisters.NamespaceLister
	policies   netlisters.NetworkPolicyLister
}

func (d *daemon) poke() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// serve answers the CNI plugin.
func (d *daemon) serve(listener net.Listener) {
	for {
		c, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer c.Close()
			var r registration
			if json.NewDecoder(c).Decode(&r) == nil {
				fmt.Fprint(c, d.register(r))
			}
		}()
	}
}

func (d *daemon) register(r registration) string {
	d.mu.Lock()
	if r.Command == "ADD" {
		d.local[r.ContainerID] = r
	} else {
		delete(d.local, r.ContainerID)
	}
	d.mu.Unlock()
	if r.Command == "ADD" {
		d.awaitPod(r)
	}
	if err := d.sync(); err != nil {
		return err.Error()
	}
	return "ok"
}

// awaitPod waits for the watch: the pod is scheduled, so the watch has it or is about to.
func (d *daemon) awaitPod(r registration) {
	for i := 0; i < 100; i++ {
		if _, err := d.pods.Pods(r.Namespace).Get(r.Name); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// sync brings the kernel's table in step with what the listers and the CNI plugin know.
func (d *daemon) sync() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	endpoints, err := d.endpoints()
	if err != nil {
		return err
	}
	namespaces, err := d.namespaces.List(labels.Everything())
	if err != nil {
		return err
	}
	policies, err := d.policies.List(labels.Everything())
	if err != nil {
		return err
	}
	w := world{endpoints: endpoints, namespaces: map[string]labels.Set{}, policies: policies}
	for _, n := range namespaces {
		w.namespaces[n.Name] = n.Labels
	}
	next := w.table(d.podCIDR)
	if next == d.last {
		return nil
	}
	nft := exec.Command("nft", "-f", "-")
	nft.Stdin = strings.NewReader("table ip netpol {}\ndelete table ip netpol\n" + next)
	if out, err := nft.CombinedOutput(); err != nil {
		return fmt.Errorf("nft: %v: %s", err, out)
	}
	d.last = next
	return nil
}

// endpoints lists the pods with an address: what the CNI plugin said of this node's, else what their status says.
func (d *daemon) endpoints() ([]endpoint, error) {
	pods, err := d.pods.List(labels.Everything())
	if err != nil {
		return nil, err
	}
	local := map[string]string{}
	for _, r := range d.local {
		local[r.Namespace+"/"+r.Name] = r.IP
	}
	var all []endpoint
	for _, p := range pods {
		if p.Spec.HostNetwork {
			continue
		}
		ip := local[p.Namespace+"/"+p.Name]
		if ip == "" && p.Status.Phase != corev1.PodSucceeded && p.Status.Phase != corev1.PodFailed {
			ip = p.Status.PodIP
		}
		if ip != "" {
			all = append(all, endpoint{p, ip})
		}
	}
	return all, nil
}
