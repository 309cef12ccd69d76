using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using EdgeAppliance.Daemon.Uplink;

namespace EdgeAppliance.Tests.Daemon.Uplink;

/// <summary>A link whose other side acknowledges, falls silent or goes away as the test says.</summary>
internal sealed class ScriptedLink : IUplinkLink
{
    private readonly Channel<Sent> _sent = Channel.CreateUnbounded<Sent>();
    private readonly ConcurrentQueue<Sent> _open = new();
    private TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LinkLimits Limits { get; set; } = new(1000, 1 << 20);

    public volatile bool AcknowledgesAtOnce = true;

    public volatile bool RefusesToConnect;

    public int Connects;

    public Task<string> Lost => _lost.Task;

    public Task<LinkLimits> Connect(CancellationToken stop)
    {
        Interlocked.Increment(ref Connects);
        if (RefusesToConnect) throw new LinkException("no way");
        _lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        return Task.FromResult(Limits);
    }

    public Task Send(string topic, ReadOnlyMemory<byte> payload)
    {
        var sent = new Sent(topic, JsonDocument.Parse(payload.ToArray()).RootElement, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (AcknowledgesAtOnce) sent.Done.SetResult();
        else _open.Enqueue(sent);
        _sent.Writer.TryWrite(sent);
        return sent.Done.Task;
    }

    public Task Close()
    {
        while (_open.TryDequeue(out var open)) open.Done.TrySetException(new LinkException("closed"));
        return Task.CompletedTask;
    }

    public void Break() => _lost.TrySetResult("the cable is out");

    public int WaitingCount => _sent.Reader.Count;

    public async Task<Sent> Next() => (await Next(1))[0];

    /// <param name="meanwhile">Done again and again while the next one is awaited: moves the clock on.</param>
    public async Task<List<Sent>> Next(int count, Action? meanwhile = null)
    {
        var all = new List<Sent>();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (all.Count < count)
        {
            if (_sent.Reader.TryRead(out var sent)) all.Add(sent);
            else await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, late.Token);
            meanwhile?.Invoke();
        }
        return all;
    }

    internal sealed record Sent(string Topic, JsonElement Payload, TaskCompletionSource Done)
    {
        public long Sequence => Payload.GetProperty("sequence").GetInt64();
    }
}
