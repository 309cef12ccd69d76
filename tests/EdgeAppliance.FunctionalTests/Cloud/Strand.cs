using System.Net.Sockets;

namespace EdgeAppliance.FunctionalTests.Cloud;

/// <summary>One connection through the cable: what one end sends goes to the other, until it is silenced or closed.</summary>
internal sealed class Strand(Socket near, Socket? far) : IDisposable
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _silent = far is null;

    public void Silence() => _silent = true;

    public async Task Run()
    {
        await Task.WhenAny(Pump(near, far), far is null ? _closed.Task : Pump(far, near));
        // One end has closed; the other is told, as a real line does, unless nothing comes through.
        if (_silent) await _closed.Task;
        Dispose();
    }

    public void Dispose()
    {
        _closed.TrySetResult();
        near.Dispose();
        far?.Dispose();
    }

    private async Task Pump(Socket from, Socket? to)
    {
        byte[] bytes = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(bytes) is > 0 and var count)
                if (!_silent) await SendAll(to!, bytes.AsMemory(0, count));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // An end is gone, which is what is waited for.
        }
    }

    private static async Task SendAll(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await to.SendAsync(bytes)..];
    }
}
