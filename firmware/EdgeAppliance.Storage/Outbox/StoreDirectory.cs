using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;
using LiteDB;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Which lane and which pipeline has which range of keys. A number is never given again.</summary>
internal sealed class StoreDirectory
{
    private const int Version = 1;

    private readonly Dictionary<Lane, int> _lanes = [];
    private readonly Dictionary<string, int> _pipelines = [];
    private int _next = DocumentKeys.RangeFirst;

    /// <summary>True where <see cref="Flush"/> has something to write.</summary>
    public bool IsStale { get; private set; }

    public IReadOnlyDictionary<Lane, int> Lanes => _lanes;

    public IReadOnlyDictionary<string, int> Pipelines => _pipelines;

    /// <summary>What the store's key is made and checked with, or null where nothing is sealed.</summary>
    public byte[]? KeyCheck { get; private set; }

    /// <exception cref="StoreDamagedException">It was written by a later version of this software, or is no directory.</exception>
    public void Load(StoreTransaction work)
    {
        _lanes.Clear();
        _pipelines.Clear();
        _next = DocumentKeys.RangeFirst;
        KeyCheck = null;
        IsStale = false;
        if (work.Find(DocumentKeys.Collection, DocumentKeys.Directory) is not { } stored) return;
        if (stored["v"].AsInt32 != Version) throw new StoreDamagedException($"The store has version {stored["v"]}, not {Version}.");
        _next = stored["next"].AsInt32;
        KeyCheck = stored["key"].AsBinary;
        foreach (var entry in stored["lanes"].AsArray) _lanes[new Lane(entry["u"].AsString, (RecordPriority)entry["p"].AsInt32)] = entry["r"].AsInt32;
        foreach (var entry in stored["pipelines"].AsArray) _pipelines[entry["p"].AsString] = entry["r"].AsInt32;
    }

    public void SetKeyCheck(byte[] check)
    {
        KeyCheck = check;
        IsStale = true;
    }

    public int Add(Lane lane) => _lanes[lane] = Next();

    public int Add(string pipeline) => _pipelines[pipeline] = Next();

    public void Remove(Lane lane) => IsStale |= _lanes.Remove(lane);

    public void Remove(string pipeline) => IsStale |= _pipelines.Remove(pipeline);

    public void Flush(StoreTransaction work)
    {
        if (!IsStale) return;
        var lanes = new BsonArray();
        foreach (var (lane, range) in _lanes) lanes.Add(new BsonDocument { ["u"] = lane.Uplink, ["p"] = (int)lane.Priority, ["r"] = range });
        var pipelines = new BsonArray();
        foreach (var (pipeline, range) in _pipelines) pipelines.Add(new BsonDocument { ["p"] = pipeline, ["r"] = range });
        work.Put(DocumentKeys.Collection, new BsonDocument
        {
            ["_id"] = DocumentKeys.Directory,
            ["v"] = Version,
            ["next"] = _next,
            ["key"] = KeyCheck is null ? BsonValue.Null : new BsonValue(KeyCheck),
            ["lanes"] = lanes,
            ["pipelines"] = pipelines,
        });
        IsStale = false;
    }

    private int Next()
    {
        if (_next == DocumentKeys.RangesMax) throw new InvalidOperationException("The store has had 32768 lanes and pipelines; it cannot take more.");
        IsStale = true;
        return _next++;
    }
}
