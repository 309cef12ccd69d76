using System.Buffers;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>All that a pipeline's output depends on: each device's steps and the next sequence numbers. Deterministic: it knows no
/// clock, no thread and no store. A snapshot is, as <see cref="StateWriter"/> writes:
/// <code>version 1 · fingerprint · next record · next alarm · devices · (source · device · state of each step)*</code></summary>
internal sealed class PipelineState(PipelineOptions options, RecordWriter writer)
{
    private const long Version = 1;

    private readonly Dictionary<(string Source, string Device), DeviceChain> _chains = [];

    public int Devices => _chains.Count;

    /// <summary>Readings of devices over the limit.</summary>
    public long Refused { get; private set; }

    public IEnumerable<Step> Steps => _chains.Values.SelectMany(chain => chain.Steps);

    public void Process(ReadingBatch batch)
    {
        var key = options.Steps.JoinsDevices ? (options.Name, options.Name) : (batch.Source, batch.Device);
        if (!_chains.TryGetValue(key, out var chain))
        {
            if (_chains.Count >= options.DevicesMax)
            {
                Refused += batch.Count;
                return;
            }
            chain = Add(key.Item1, key.Item2);
        }
        chain.Process(batch);
    }

    /// <summary>Has the steps hand on what they hold back.</summary>
    public void Flush()
    {
        foreach (var chain in _chains.Values) chain.Flush();
    }

    public byte[] Save()
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        var state = new StateWriter(bytes);
        state.Write(Version);
        state.Write(options.Fingerprint);
        state.Write(writer.NextRecord);
        state.Write(writer.NextAlarm);
        state.Write((long)_chains.Count);
        foreach (var ((source, device), chain) in _chains)
        {
            state.Write(source);
            state.Write(device);
            chain.Save(state);
        }
        return bytes.WrittenSpan.ToArray();
    }

    /// <returns>False where the snapshot is of other steps: only its sequence numbers are taken up.</returns>
    /// <exception cref="InvalidDataException">The snapshot is damaged.</exception>
    public bool Load(ReadOnlySpan<byte> snapshot)
    {
        var reader = new StateReader(snapshot);
        long version = reader.ReadInt64();
        if (version != Version) throw new InvalidDataException($"A pipeline's snapshot has version {version}, not {Version}.");
        bool same = reader.ReadString() == options.Fingerprint;
        writer.ContinueFrom(reader.ReadInt64(), reader.ReadInt64());
        _chains.Clear();
        if (!same) return false;
        long devices = reader.ReadInt64();
        for (long i = 0; i < devices; i++) Add(reader.ReadString(), reader.ReadString()).Load(ref reader);
        if (!reader.AtEnd) throw new InvalidDataException("A pipeline's snapshot is longer than its steps' state.");
        return true;
    }

    private DeviceChain Add(string source, string device) => _chains[(source, device)] = new DeviceChain(options, source, device, writer);
}
