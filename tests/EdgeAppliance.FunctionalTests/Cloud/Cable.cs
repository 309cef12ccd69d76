using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.FunctionalTests.Cloud;

/// <summary>The line between the appliance and its cloud. The cloud itself stays, so that what it has taken it keeps.</summary>
internal sealed class Cable : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<int?> _port;
    private readonly Lock _lock = new();
    private readonly List<Strand> _strands = [];
    private volatile CableState _state;
    private int _connections;

    /// <param name="port">The broker's.</param>
    public Cable(int port, CableState state = CableState.Whole)
        : this(() => port, state)
    {
    }

    /// <param name="port">The broker's, which may be another after each of its starts; null while there is none.</param>
    public Cable(Func<int?> port, CableState state = CableState.Whole)
    {
        (_port, _state) = (port, state);
        _listener.Start();
        _ = Accept();
    }

    /// <summary>The appliance's end.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections taken so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public void Cut()
    {
        lock (_lock)
        {
            _state = CableState.Cut;
            foreach (var strand in _strands) strand.Dispose();
            _strands.Clear();
        }
    }

    public void Silence()
    {
        lock (_lock)
        {
            _state = CableState.Silent;
            foreach (var strand in _strands) strand.Silence();
        }
    }

    /// <summary>For new connections; those that went silent stay so, as behind a router that has forgotten them.</summary>
    public void Mend()
    {
        lock (_lock) _state = CableState.Whole;
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task Accept()
    {
        try
        {
            while (true) _ = Serve(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(Socket near)
    {
        Interlocked.Increment(ref _connections);
        near.NoDelay = true;
        if (_state == CableState.Whole && await ConnectFar() is { } far) await Run(near, far);
        else if (_state == CableState.Silent) await Run(near, null);
        else near.Dispose();
    }

    private async Task Run(Socket near, Socket? far)
    {
        var strand = new Strand(near, far);
        lock (_lock)
        {
            if (_state == CableState.Cut) strand.Dispose();
            else _strands.Add(strand);
            if (_state == CableState.Silent) strand.Silence();
        }
        await strand.Run();
        lock (_lock) _strands.Remove(strand);
    }

    private async Task<Socket?> ConnectFar()
    {
        if (_port() is not { } port) return null;
        var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, port);
            return far;
        }
        catch (SocketException)
        {
            far.Dispose();
            return null;
        }
    }
}
