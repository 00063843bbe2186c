// Listens on PORTS and says every connection.
for (const port of process.env.PORTS.split(',')) {
  require('net')
    .createServer((socket) => {
      console.log('connection to ' + port + ' from ' + socket.remoteAddress.replace('::ffff:', ''));
      socket.on('error', () => {});
      socket.end('hello');
    })
    .listen(+port, '0.0.0.0');
}
