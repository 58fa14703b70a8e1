import assert from 'node:assert/strict';
import { test } from 'node:test';
import { network, networkOf } from './network.ts';

test('an IPv4 address is a network, an IPv6 address belongs to its /64', () => {
  const cases = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', 'unknown'],
  ] as const;
  for (const [address, expected] of cases) assert.equal(network(address), expected, address);
});

test('the edge says where a call came from', () => {
  assert.equal(
    networkOf(new Headers({ 'x-envoy-external-address': '192.0.2.1', 'x-forwarded-for': '9.9.9.9' })),
    '192.0.2.1',
  );
  assert.equal(networkOf(new Headers({ 'x-forwarded-for': '192.0.2.2, 10.0.0.1' })), '192.0.2.2');
  assert.equal(networkOf(new Headers()), 'unknown');
});
