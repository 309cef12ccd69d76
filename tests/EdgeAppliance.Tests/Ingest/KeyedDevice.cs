using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Ingest;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Ingest;

/// <summary>A device that sends what was not acknowledged again, over a line that loses acknowledgements, to a daemon that crashes, on a
/// store that fails; as the random numbers will.</summary>
internal sealed class KeyedDevice
{
    private static readonly ChannelSet Seq = new("seq");

    private readonly Random _chance;
    private readonly bool _failures;
    private readonly List<double> _unacknowledged = [];
    private readonly List<(double Key, Task Stored)> _waiting = [];
    private readonly List<double> _group = [];
    private TaskCompletionSource _stored = new();
    private ReadingSink _sink = null!;
    private double _last;

    public KeyedDevice(Random chance, KeyedStore store)
    {
        _chance = chance;
        Store = store;
        Start();
    }

    public KeyedDevice(Random chance, bool failures)
        : this(chance, new KeyedStore()) => _failures = failures;

    public KeyedStore Store { get; }

    public KeyMemory Keys { get; private set; } = null!;

    /// <summary>A life's own: whoever has crashed saves nothing any more.</summary>
    public FakeTimeProvider Time { get; private set; } = new();

    public List<double> Sent { get; } = [];

    public void Play(int steps)
    {
        for (int i = 0; i < steps; i++) Step(_chance.Next(_failures ? 20 : 16));
        (Store.AppendsFail, Store.CommitsFail) = (false, false);
        while (_unacknowledged.Count > 0)
        {
            Resend();
            Flush();
            Acknowledge(lost: false);
        }
    }

    public void Send(params double[] keys)
    {
        foreach (double key in keys) Take(key);
    }

    /// <summary>What was taken goes to the store as one group.</summary>
    public void Flush()
    {
        if (_group.Count == 0) return;
        var batch = ReadingBatch.Rent("pump", "7", Seq, _group.Count);
        foreach (double key in _group) batch.Set(batch.AddRow(0), 0, key);
        var (group, _) = (_stored, _stored = new TaskCompletionSource());
        _group.Clear();
        var stored = _sink(batch);
        if (stored.IsCompletedSuccessfully) group.SetResult();
        else group.SetException(stored.Exception!.InnerException!);
        _ = group.Task.Exception;
    }

    public void Crash()
    {
        Store.Crash();
        _group.Clear();
        _waiting.Clear();
        _stored = new TaskCompletionSource();
        Start();
    }

    private void Start()
    {
        Time = new FakeTimeProvider();
        Keys = new KeyMemory(Store, "pump", "seq", Time);
        _sink = Keys.Over(Store.Append);
    }

    private void Step(int what)
    {
        if (what < 6) SendNew();
        else if (what < 10) Flush();
        else if (what < 13) Acknowledge(lost: _chance.Next(3) == 0);
        else if (what == 13) Resend();
        else if (what == 14 && _chance.Next(3) == 0)
        {
            Crash();
            Resend();
        }
        else if (what == 15) Time.Advance(TimeSpan.FromMinutes(1));
        else if (what is 16 or 17) Store.AppendsFail = _chance.Next(2) == 0;
        else if (what is 18) Store.CommitsFail = _chance.Next(2) == 0;
    }

    private void SendNew()
    {
        if (_unacknowledged.Count > 8) return;
        _last += 1 + _chance.Next(3);
        Sent.Add(_last);
        _unacknowledged.Add(_last);
        Take(_last);
    }

    // A new connection: all that is not acknowledged, in its order (MQTT 5 section 4.4).
    private void Resend()
    {
        _waiting.Clear();
        foreach (double key in _unacknowledged) Take(key);
    }

    private void Acknowledge(bool lost)
    {
        foreach (var (key, stored) in _waiting)
            if (stored.IsCompletedSuccessfully && !lost)
            {
                Assert.Contains(key, Store.Keys);
                _unacknowledged.Remove(key);
            }
        _waiting.RemoveAll(waiting => waiting.Stored.IsCompleted);
    }

    private void Take(double key)
    {
        var keys = Keys.Of("7")!;
        lock (keys.Lock)
        {
            if (!keys.WasTaken_NeedsLock(key, out var stored))
            {
                stored = _stored.Task;
                keys.Take_NeedsLock(key, stored);
                _group.Add(key);
            }
            _waiting.Add((key, stored!));
        }
    }
}
