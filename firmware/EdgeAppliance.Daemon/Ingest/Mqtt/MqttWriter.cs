using System.Net.Sockets;
using System.Net.WebSockets;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Writes to one connection, one write at a time: first what was written meanwhile, then what the client is to be told. A buffer
/// is held only while there is something. Any thread writes.</summary>
internal sealed class MqttWriter(MqttConnection connection, Stream stream)
{
    /// <summary>A client that lets more pile up than that does not take what it is answered.</summary>
    private const int PendingBytesMax = 256 * 1024;

    private readonly Lock _lock = new();

    // Guarded by _lock.
    private MqttBytes? _pending;
    private bool _tells;
    private bool _running;
    private bool _closing;

    private long _writingSinceMs;

    /// <summary>Since when a write waits for the client, in ms; 0 where none does.</summary>
    public long WritingSinceMs => Volatile.Read(ref _writingSinceMs);

    public void Write(ReadOnlySpan<byte> packets)
    {
        bool begins, isStuck;
        lock (_lock)
        {
            if (_closing) return;
            (_pending ??= MqttBytes.Rent()).Raw(packets);
            isStuck = _pending.Count > PendingBytesMax;
            begins = !_running;
            _running = true;
        }
        if (isStuck) connection.Abort(MqttCount.Stuck);
        if (begins) _ = RunAsync();
    }

    /// <summary>There is something that the client may be told.</summary>
    public void Tell()
    {
        lock (_lock)
        {
            _tells = true;
            if (_running || _closing) return;
            _running = true;
        }
        _ = RunAsync();
    }

    /// <summary>Writes this last, and ends this side of the connection.</summary>
    public void Close(ReadOnlySpan<byte> last)
    {
        lock (_lock)
        {
            if (_closing) return;
            if (last.Length > 0) (_pending ??= MqttBytes.Rent()).Raw(last);
            _closing = true;
            _tells = false;
            if (_running) return;
            _running = true;
        }
        _ = RunAsync();
    }

    private async Task RunAsync()
    {
        try
        {
            while (Take() is { } bytes)
            {
                if (bytes.Count > 0) await WriteAsync(bytes.Written).ConfigureAwait(false);
                bytes.Return();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException or WebSocketException or InvalidOperationException or OperationCanceledException)
        {
            // The connection has ended; its receive loop sees it too.
            connection.Abort(null);
        }
    }

    private ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        var writing = stream.WriteAsync(bytes, CancellationToken.None);
        return writing.IsCompletedSuccessfully ? writing : Waiting(writing);
    }

    private async ValueTask Waiting(ValueTask writing)
    {
        Volatile.Write(ref _writingSinceMs, connection.NowMs);
        await writing.ConfigureAwait(false);
        Volatile.Write(ref _writingSinceMs, 0);
    }

    /// <returns>Null where there is no more for now.</returns>
    private MqttBytes? Take()
    {
        MqttBytes? bytes;
        bool tells, ends;
        lock (_lock)
        {
            bytes = _pending;
            _pending = null;
            tells = _tells;
            _tells = false;
            ends = bytes is null && !tells;
            if (ends) _running = false;
            ends &= _closing;
        }
        if (ends) connection.Finish();
        if (bytes is null && !tells) return null;
        bytes ??= MqttBytes.Rent();
        if (!tells || !connection.Fill(bytes)) return bytes;
        lock (_lock) _tells = !_closing;
        return bytes;
    }
}
