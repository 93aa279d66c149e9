import assert from 'node:assert/strict';
import { kubernetes } from '../../src/facts/kubernetes';
import { factsOf, linkedFacts, placeOf } from '../support/facts';

const deployment = (extra = '', container = '') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
spec:
  replicas: 2
  template:
    metadata:
      labels:
        app: orders
    spec:
${extra}      containers:
        - name: orders
          image: registry.example/shop/orders:1.2.0
${container}`;

describe('facts/kubernetes: documents', () => {
  it('keeps the objects that rules ask about, members of lists too', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: { name: a }\n  - apiVersion: v1\n    kind: Namespace\n    metadata: { name: b }\n';
    const facts = factsOf(kubernetes, 'k8s/all.yaml', text, 'manifest.declared');
    assert.deepEqual(
      facts.map((fact) => [fact.form, placeOf(fact.at)]),
      [['object', 'k8s/all.yaml:4:5']],
    );
  });

  it('leaves samples and tests alone, and tells what it could not read', () => {
    assert.deepEqual(factsOf(kubernetes, 'examples/a.yaml', deployment(), 'manifest.declared'), []);
    const broken = factsOf(kubernetes, 'k8s/a.yaml', 'apiVersion: v1\nkind: Service\nspec: [1, 2\n', 'text.unread');
    assert.equal(broken.length, 1);
  });
});

describe('facts/kubernetes: workloads', () => {
  it('reads probes with the defaults of Kubernetes and the places of their fields', () => {
    const head = {
      'k8s/a.yaml': deployment(
        '',
        `          ports:
            - name: http
              containerPort: 3000
          livenessProbe:
            httpGet: { path: /live, port: http }
          readinessProbe:
            httpGet:
              path: /ready
              port: 8081
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 4
          startupProbe:
            exec: { command: [sh, -c, "curl -f http://localhost:3000/started?full=1"] }
`,
      ),
    };
    const [live, ready, start] = linkedFacts(head, 'probe.declared');
    assert.deepEqual(
      [live?.role, live?.path, live?.port, live?.periodMs, live?.timeoutMs, live?.failures],
      ['live', '/live', 3000, 10_000, 1000, 3],
    );
    assert.deepEqual(
      [ready?.role, ready?.port, ready?.periodMs, ready?.timeoutMs, ready?.failures],
      ['ready', 8081, 5000, 3000, 4],
    );
    assert.ok(ready?.pathAt && ready.timeoutAt);
    assert.deepEqual(
      [placeOf(ready.at), placeOf(ready.pathAt), placeOf(ready.timeoutAt)],
      ['k8s/a.yaml:20:11', 'k8s/a.yaml:22:21', 'k8s/a.yaml:25:29'],
    );
    assert.deepEqual([start?.target, start?.path, start?.port], ['command', '/started', 3000]);
  });

  it('joins Services, autoscalers and grace periods', () => {
    const [workload] = linkedFacts(
      {
        'k8s/a.yaml': deployment(
          '      terminationGracePeriodSeconds: 45\n',
          '          lifecycle:\n            preStop:\n              exec: { command: [sh, -c, "sleep 7"] }\n',
        ),
        'k8s/b.yaml':
          'apiVersion: v1\nkind: Service\nmetadata: { name: orders }\nspec:\n  selector: { app: orders }\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: orders }\nspec:\n  scaleTargetRef: { kind: Deployment, name: orders }\n',
      },
      'workload.declared',
    );
    assert.deepEqual(
      [workload?.servedBy, workload?.autoscaled, workload?.graceMs, workload?.preStopMs, workload?.sort],
      [['orders'], true, 45_000, 7000, 'service'],
    );
    assert.deepEqual([workload?.strategy, workload?.maxUnavailable], ['RollingUpdate', '25%']);
  });

  it('reads the steps of a rollout', () => {
    const [rollout] = linkedFacts(
      {
        'k8s/r.yaml':
          'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: orders }\nspec:\n  strategy:\n    canary:\n      steps:\n        - setWeight: 20\n        - pause: { duration: 5m }\n        - analysis: { templates: [{ templateName: errors }] }\n        - setWeight: 60\n        - pause: {}\n',
      },
      'rollout.declared',
    );
    assert.deepEqual([rollout?.style, rollout?.stops, rollout?.analysis], ['canary', 'automatic', ['errors']]);
    assert.deepEqual(rollout?.steps, [
      { share: 20, holdMs: 300_000 },
      { share: 60, holdMs: 'manual' },
    ]);
  });

  it('layers variables as Kubernetes does', () => {
    const facts = linkedFacts(
      {
        'k8s/a.yaml': `${deployment('', '          envFrom:\n            - prefix: DB_\n              configMapRef: { name: settings }\n            - secretRef: { name: elsewhere }\n          env:\n            - { name: LOG_LEVEL, value: info }\n            - name: KEY\n              valueFrom: { secretKeyRef: { name: keys, key: payment, optional: true } }\n')}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { HOST: db.internal }\n`,
      },
      'env.declared',
    );
    assert.deepEqual(
      facts.map((fact) => [fact.name, fact.layer, fact.references, fact.value?.class, fact.need]),
      [
        ['*', 11, 'elsewhere', undefined, undefined],
        ['LOG_LEVEL', 50, undefined, 'text', undefined],
        ['KEY', 50, 'keys/payment', undefined, 'optional'],
        ['DB_HOST', 10, 'settings/HOST', 'text', undefined],
      ],
    );
  });
});

describe('facts/kubernetes: overlays', () => {
  const base = {
    'deploy/base/kustomization.yaml': 'resources:\n  - orders.yaml\n',
    'deploy/base/orders.yaml': deployment(
      '',
      '          readinessProbe:\n            httpGet: { path: /ready, port: 3000 }\n',
    ),
  };

  it('says where a field was patched', () => {
    const [probe] = linkedFacts(
      {
        ...base,
        'deploy/overlays/prod/kustomization.yaml':
          'resources:\n  - ../../base\npatches:\n  - path: probe.yaml\nreplicas:\n  - name: orders\n    count: 6\n',
        'deploy/overlays/prod/probe.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: orders\nspec:\n  template:\n    spec:\n      containers:\n        - name: orders\n          readinessProbe:\n            timeoutSeconds: 5\n',
      },
      'probe.declared',
    );
    assert.deepEqual([probe?.environment, probe?.path, probe?.timeoutMs], ['production', '/ready', 5000]);
    assert.ok(probe?.timeoutAt && probe.pathAt);
    assert.equal(placeOf(probe.timeoutAt), 'deploy/overlays/prod/probe.yaml:11:29');
    assert.equal(probe.pathAt.file, 'deploy/base/orders.yaml');
  });

  it('applies inline patches, images, replicas and components', () => {
    const facts = linkedFacts(
      {
        ...base,
        'deploy/components/hook/kustomization.yaml':
          'kind: Component\npatches:\n  - target: { kind: Deployment }\n    patch: |-\n      - op: add\n        path: /spec/template/spec/terminationGracePeriodSeconds\n        value: 90\n',
        'deploy/overlays/staging/kustomization.yaml':
          'resources:\n  - ../../base\ncomponents:\n  - ../../components/hook\nimages:\n  - name: registry.example/shop/orders\n    newTag: 2.0.0\nreplicas:\n  - name: orders\n    count: 1\n',
      },
      'workload.declared',
    );
    const [workload] = facts;
    assert.equal(facts.length, 1);
    assert.deepEqual(
      [workload?.environment, workload?.graceMs, workload?.replicas, workload?.image?.tag],
      ['staging', 90_000, 1, '2.0.0'],
    );
    assert.equal(workload?.places?.grace?.file, 'deploy/components/hook/kustomization.yaml');
    assert.equal(workload?.places?.grace?.line, 7);
  });

  it('is open when a base is not in the repository', () => {
    const [workload] = linkedFacts(
      {
        ...base,
        'deploy/overlays/prod/kustomization.yaml':
          'resources:\n  - ../../base\n  - https://github.com/shop/infra//base?ref=v1\n',
      },
      'workload.declared',
    );
    assert.equal(workload?.open, true);
  });

  it('makes config maps of literals, and knows when keys are missing', () => {
    const facts = linkedFacts(
      {
        'deploy/kustomization.yaml':
          'configMapGenerator:\n  - name: a\n    literals: [X=1, "Y=two words"]\n    files: [app.toml, other=b.txt]\n  - name: b\n    envs: [b.env]\n',
      },
      'resource.declared',
    );
    assert.deepEqual(
      facts.map((fact) => [fact.name, fact.keys, fact.open]),
      [
        ['a', ['X', 'Y', 'app.toml', 'other'], false],
        ['b', [], true],
      ],
    );
  });
});

describe('facts/kubernetes: charts', () => {
  const chart = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: orders\n',
    'chart/values.yaml':
      'service:\n  port: 8080\nreadinessProbe:\n  httpGet:\n    path: /ready\n    port: http\nautoscaling:\n  enabled: false\n',
    'chart/templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "orders.fullname" . }}-web
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicas | default 2 }}
  {{- end }}
  template:
    metadata:
      labels:
        {{- include "orders.labels" . | nindent 8 }}
    spec:
      containers:
        - name: web
          image: "{{ .Values.image.repository | default "registry.example/orders" }}:{{ .Values.image.tag | default "1.0" }}"
          ports:
            - name: http
              containerPort: {{ .Values.service.port }}
          {{- with .Values.readinessProbe }}
          readinessProbe:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          livenessProbe:
            httpGet:
              path: {{ .Values.livenessPath | default "/live" | quote }}
              port: http
          {{- if .Values.debug }}
          command: [sleep, infinity]
          {{- end }}
`,
  };

  it('fills templates from the values, and shows the line of the values', () => {
    const [ready, live] = [...linkedFacts(chart, 'probe.declared')].sort((a, b) => (a.role < b.role ? 1 : -1));
    assert.deepEqual([ready?.workload, ready?.path, ready?.port], ['orders-web', '/ready', 8080]);
    assert.ok(ready?.pathAt && live?.pathAt);
    assert.deepEqual([placeOf(ready.at), placeOf(ready.pathAt)], ['chart/values.yaml:4:3', 'chart/values.yaml:5:11']);
    assert.deepEqual(
      [live.path, live.port, placeOf(live.pathAt)],
      ['/live', 8080, 'chart/templates/deployment.yaml:26:21'],
    );
    const [workload] = linkedFacts(chart, 'workload.declared');
    assert.deepEqual(
      [workload?.replicas, workload?.image?.name, workload?.image?.tag, workload?.command],
      [2, 'registry.example/orders', '1.0', undefined],
    );
  });

  it('declares each environment that has values of its own', () => {
    const facts = linkedFacts(
      {
        ...chart,
        'chart/values-prod.yaml': 'replicas: 6\nlivenessPath: /alive\n',
        'deploy/orders/values-staging.yaml': 'replicas: 1\n',
      },
      'workload.declared',
    );
    assert.deepEqual(facts.map((fact) => [fact.environment, fact.replicas]).sort(), [
      ['production', 6],
      ['staging', 1],
    ]);
  });

  it('stays silent about what the values do not tell', () => {
    const text = chart['chart/templates/deployment.yaml']
      .replace('{{ .Values.service.port }}', '{{ include "orders.port" . }}')
      .replace('toYaml .', 'include "orders.probe" .');
    const [ready] = linkedFacts({ ...chart, 'chart/templates/deployment.yaml': text }, 'probe.declared').filter(
      (fact) => fact.role === 'ready',
    );
    assert.equal(ready, undefined);
    const [port] = linkedFacts({ ...chart, 'chart/templates/deployment.yaml': text }, 'port.declared');
    assert.equal(port?.open, true);
  });

  const variables = (container: string, values: string) =>
    linkedFacts(
      {
        'chart/Chart.yaml': 'apiVersion: v2\nname: orders\n',
        'chart/values.yaml': values,
        'chart/templates/deployment.yaml': deployment('', container),
      },
      'env.declared',
    ).map((fact) => `${fact.name} ${placeOf(fact.at)}`);

  it('goes through the values that a template repeats a member for, at their own places', () => {
    const pairs =
      '          env:\n            {{- range $name, $value := .Values.env }}\n            - name: {{ $name }}\n              value: {{ $value | quote }}\n            {{- end }}\n';
    assert.deepEqual(variables(pairs, 'env:\n  LOG: info\n  REGION: eu\n'), [
      'LOG chart/values.yaml:2:3',
      'REGION chart/values.yaml:3:3',
    ]);
    assert.deepEqual(variables(pairs, 'env: {}\n'), []);
    const list =
      '          env:\n            - name: MODE\n              value: x\n            {{- range .Values.extraEnv }}\n            {{- if .enabled }}\n            - name: {{ .name }}\n              value: {{ .value }}\n            {{- end }}\n            {{- end }}\n';
    assert.deepEqual(
      variables(
        list,
        'extraEnv:\n  - { name: LOG, value: a, enabled: true }\n  - { name: OFF, value: a, enabled: false }\n',
      ),
      ['MODE chart/templates/deployment.yaml:16:21', 'LOG chart/values.yaml:2:13'],
    );
  });

  it('repeats keys of a config map', () => {
    const facts = linkedFacts(
      {
        'chart/Chart.yaml': 'apiVersion: v2\nname: orders\n',
        'chart/values.yaml': 'config:\n  LOG: info\n  REGION: eu\n',
        'chart/templates/config.yaml':
          'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: orders\ndata:\n  MODE: x\n  {{- range $key, $value := .Values.config }}\n  {{ $key }}: {{ $value | quote }}\n  {{- end }}\n',
      },
      'resource.declared',
    );
    assert.deepEqual(
      facts.map((fact) => [fact.keys, fact.open]),
      [[['MODE', 'LOG', 'REGION'], false]],
    );
  });

  it('knows of no absence where it cannot tell what is gone through', () => {
    const told =
      '          env:\n            {{- range $name, $value := fromYaml (include "orders.env" .) }}\n            - name: {{ $name }}\n              value: {{ $value | quote }}\n            {{- end }}\n';
    assert.ok(variables(told, 'env:\n  LOG: info\n').some((fact) => fact.startsWith('* ')));
  });

  it('hands values down to a chart inside', () => {
    const [workload] = linkedFacts(
      {
        'chart/Chart.yaml': 'apiVersion: v2\nname: shop\ndependencies:\n  - name: api\n    alias: backend\n',
        'chart/values.yaml': 'backend:\n  replicas: 5\n',
        'chart/charts/api/Chart.yaml': 'apiVersion: v2\nname: api\n',
        'chart/charts/api/values.yaml': 'replicas: 1\nimage: registry.example/api:3\n',
        'chart/charts/api/templates/d.yaml':
          'kind: Deployment\napiVersion: apps/v1\nmetadata:\n  name: {{ .Chart.Name }}\nspec:\n  replicas: {{ .Values.replicas }}\n  template:\n    spec:\n      containers:\n        - name: api\n          image: {{ .Values.image }}\n',
      },
      'workload.declared',
    );
    assert.deepEqual([workload?.name, workload?.replicas, workload?.image?.tag], ['api', 5, '3']);
  });
});
