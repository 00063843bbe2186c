// Connects to all TARGETS (name=host:port, or name=host to ask DNS for it) as the first thing that its pod does.
const results = {};
const one = (target) => new Promise((done) => {
  const [name, address] = target.split('=');
  const [host, port] = address.split(':');
  const is = (what) => { results[name] = what; done(); };
  if (!port) return require('dns').resolve4(host, (error, found) => is(error ? error.code : 'open'));
  const socket = require('net').connect({ host, port: +port });
  const end = (what) => { socket.destroy(); is(what); };
  socket.setTimeout(6000, () => end('silence'));
  socket.on('connect', () => end('open'));
  socket.on('error', (error) => end(error.code));
});
Promise.all(process.env.TARGETS.split(' ').map(one)).then(() => console.log(JSON.stringify(results)));
