# `make` alone prints what there is. Each target says what it does and how long each part took.
.DEFAULT_GOAL := help
.PHONY: help demo test bench build images cluster cluster-down fmt clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 22

demo: ## the sample from start to end: build, cluster, apply, progress, result, mails
	@bin/step "demo" samples/overdue-invoices/demo.sh

test: ## every check: format, unit tests, the cluster's own, the stories on it
	@bin/step "test" bin/test

bench: ## API writes, times and memory of a task, what admission adds, starts of evaluators, as a table
	@bin/step "bench" e2e/bench.sh

build: ## compile and package all modules, without tests
	@bin/step "build" bin/maven -q install -DskipTests

images: build ## the images of operator, broker and sandbox, as files
	@bin/step "images" executor-image/images.sh

cluster: images ## a cluster with Dormouse installed, left running
	@bin/step "cluster" e2e/cluster/install.sh

cluster-down: ## take that cluster away, with all it left
	@bin/step "cluster-down" e2e/cluster/cluster.sh down

fmt: ## format the sources
	@bin/step "fmt" bin/maven -q spotless:apply

clean: cluster-down ## remove what was built in this checkout, not the caches
	@bin/step "clean" bin/maven -q clean
