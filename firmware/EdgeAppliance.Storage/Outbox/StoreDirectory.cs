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

    /// <summary>The folder in quarantine from which what must be known before pipelines start was taken over; empty where none was.</summary>
    public string TakenOverFrom { get; private set; } = "";

    /// <summary>What a pipeline that is not known here numbers its records from, because it may have been before the store was damaged; else 0.</summary>
    public long NumbersFrom { get; private set; }

    /// <summary>The number of transaction that what was taken over ends with.</summary>
    public long Order { get; private set; }

    /// <exception cref="StoreDamagedException">It was written by a later version of this software, or is no directory.</exception>
    public void Load(StoreTransaction work) => Load(work.Find(DocumentKeys.Directory));

    /// <param name="stored">Null where there is none yet.</param>
    /// <exception cref="StoreDamagedException">It was written by a later version of this software, or is no directory.</exception>
    public void Load(BsonDocument? stored)
    {
        _lanes.Clear();
        _pipelines.Clear();
        _next = DocumentKeys.RangeFirst;
        KeyCheck = null;
        TakenOverFrom = "";
        NumbersFrom = Order = 0;
        // Also an empty one is written down: where it is missing later, the store is damaged.
        IsStale = stored is null;
        if (stored is null) return;
        if (stored["v"].AsInt32 != Version) throw new StoreDamagedException($"The store has version {stored["v"]}, not {Version}.");
        _next = stored["next"].AsInt32;
        KeyCheck = stored["key"].AsBinary;
        TakenOverFrom = stored["from"].IsString ? stored["from"].AsString : "";
        NumbersFrom = stored["x"].AsInt64;
        Order = stored["w"].AsInt64;
        if (!stored["lanes"].IsArray || !stored["pipelines"].IsArray) throw new StoreDamagedException("The directory is not what was written.");
        foreach (var entry in stored["lanes"].AsArray) _lanes[new Lane(entry["u"].AsString, (RecordPriority)entry["p"].AsInt32)] = entry["r"].AsInt32;
        foreach (var entry in stored["pipelines"].AsArray) _pipelines[entry["p"].AsString] = entry["r"].AsInt32;
    }

    public void SetKeyCheck(byte[] check)
    {
        KeyCheck = check;
        IsStale = true;
    }

    /// <summary>Takes over ranges as another store's directory, or its documents, name them.</summary>
    public void TakeOver(string from, long numbersFrom, long order, IReadOnlyDictionary<int, Lane> lanes, IReadOnlyDictionary<int, string> pipelines)
    {
        foreach (var (range, lane) in lanes) _lanes[lane] = range;
        foreach (var (range, pipeline) in pipelines) _pipelines[pipeline] = range;
        foreach (int range in lanes.Keys.Concat(pipelines.Keys)) _next = Math.Max(_next, range + 1);
        TakenOverFrom = from;
        Order = Math.Max(Order, order);
        NumbersFrom = Math.Max(NumbersFrom, numbersFrom);
        IsStale = true;
    }

    public int Add(Lane lane) => _lanes[lane] = Next();

    public int Add(string pipeline) => _pipelines[pipeline] = Next();

    public void Flush(StoreTransaction work)
    {
        if (!IsStale) return;
        var lanes = new BsonArray();
        foreach (var (lane, range) in _lanes) lanes.Add(new BsonDocument { ["u"] = lane.Uplink, ["p"] = (int)lane.Priority, ["r"] = range });
        var pipelines = new BsonArray();
        foreach (var (pipeline, range) in _pipelines) pipelines.Add(new BsonDocument { ["p"] = pipeline, ["r"] = range });
        work.Put(new BsonDocument
        {
            ["_id"] = DocumentKeys.Directory,
            ["v"] = Version,
            ["next"] = _next,
            ["key"] = KeyCheck is null ? BsonValue.Null : new BsonValue(KeyCheck),
            ["from"] = TakenOverFrom,
            ["x"] = NumbersFrom,
            ["w"] = Order,
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
