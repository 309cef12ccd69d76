using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>The addresses that a protocol is listened on by TCP.</summary>
/// <param name="addressOf">Where an address of the configuration is.</param>
/// <param name="serve">Serves a connection, until it ends or the token says that its port is closed.</param>
/// <param name="places">Connections that find none are closed at once.</param>
/// <remarks>Changed by one caller at a time, and looked at by any.</remarks>
internal sealed class TcpPorts<TKey>(Func<TKey, IPEndPoint> addressOf, Func<TKey, Socket, CancellationToken, Task> serve, TcpPlaces places, TimeProvider time, ILogger logger) : IDisposable
    where TKey : notnull
{
    private volatile IReadOnlyDictionary<TKey, TcpPort> _ports = new Dictionary<TKey, TcpPort>();

    /// <summary>With the ports that the system chose where it was asked for port 0.</summary>
    public IReadOnlyList<(TKey Wanted, IPEndPoint Address)> All => [.. _ports.Select(port => (port.Key, port.Value.Address))];

    /// <summary>Opens those that are new; <see cref="Accept"/> has to follow.</summary>
    /// <returns>Those.</returns>
    /// <exception cref="IOException">One cannot be listened on; nothing was changed.</exception>
    public IReadOnlyList<TKey> Listen(IReadOnlyList<TKey> wanted)
    {
        var all = new Dictionary<TKey, TcpPort>(_ports);
        var opened = new List<TKey>();
        foreach (var key in wanted)
        {
            if (all.ContainsKey(key)) continue;
            try
            {
                all.Add(key, new TcpPort(TcpPort.Open(addressOf(key)), (socket, closed) => ServeAsync(key, socket, closed), time, logger));
                opened.Add(key);
            }
            catch (SocketException e)
            {
                foreach (var other in opened) all[other].Dispose();
                throw new IOException($"cannot listen on {addressOf(key)}: {e.Message}", e);
            }
        }
        _ports = all;
        return opened;
    }

    /// <summary>Takes connections on all that are open.</summary>
    public void Accept()
    {
        foreach (var port in _ports.Values) port.Start();
    }

    /// <summary>Closes those that are not wanted any more, and what came in by them.</summary>
    public void Keep(IReadOnlyList<TKey> wanted) => Close([.. _ports.Keys.Except(wanted)]);

    /// <summary>Closes some, and what came in by them.</summary>
    public void Close(IReadOnlyList<TKey> keys)
    {
        var closed = _ports.Where(port => keys.Contains(port.Key)).ToList();
        _ports = _ports.Except(closed).ToDictionary();
        foreach (var (_, port) in closed) port.Dispose();
    }

    public void Dispose() => Keep([]);

    private async Task ServeAsync(TKey key, Socket socket, CancellationToken closed)
    {
        using (socket)
        {
            if (!places.TryEnter()) return;
            // The next one is accepted meanwhile.
            await Task.Yield();
            try
            {
                await serve(key, socket, closed).ConfigureAwait(false);
            }
            finally
            {
                places.Leave();
            }
        }
    }
}
