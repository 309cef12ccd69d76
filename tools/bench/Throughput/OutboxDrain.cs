using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Bench.Throughput;

/// <summary>Takes records out of the outbox as an uplink does that is always connected: it looks, counts and acknowledges.</summary>
internal sealed class OutboxDrain : IDisposable
{
    private const int RecordsMax = 256;

    private readonly IOutbox _outbox;
    private readonly Lane _lane;
    private readonly SemaphoreSlim _added = new(0);
    private readonly Thread _thread;
    private readonly byte[] _buffer = new byte[1 << 20];
    private volatile bool _stopping;
    private long _records;
    private long _lastSequence;

    public OutboxDrain(IOutbox outbox, Lane lane)
    {
        (_outbox, _lane) = (outbox, lane);
        _outbox.Added += OnAdded;
        _thread = new Thread(Run) { IsBackground = true, Name = "drain" };
        _thread.Start();
    }

    public long Records => Interlocked.Read(ref _records);

    public void Dispose()
    {
        _stopping = true;
        _added.Release();
        _thread.Join();
        _outbox.Added -= OnAdded;
        _added.Dispose();
    }

    private void OnAdded()
    {
        if (_added.CurrentCount == 0) _added.Release();
    }

    private void Run()
    {
        long from = _outbox.Range(_lane).First;
        while (!_stopping)
        {
            _added.Wait();
            while (true)
            {
                var slice = _outbox.Peek(_lane, from, RecordsMax, _buffer);
                if (slice.Count == 0) break;
                Check(_buffer.AsSpan(0, slice.Bytes), slice.Count);
                _outbox.Acknowledge(_lane, slice.First, slice.Last);
                from = slice.Last;
            }
        }
    }

    private void Check(ReadOnlySpan<byte> packed, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!PackedRecords.TryRead(packed, out var record, out int size)) throw new InvalidDataException("The outbox holds what is no record.");
            if (record.Header.Sequence != _lastSequence + 1) throw new InvalidDataException($"Record {record.Header.Sequence} follows {_lastSequence}.");
            _lastSequence++;
            packed = packed[size..];
        }
        Interlocked.Add(ref _records, count);
    }
}
