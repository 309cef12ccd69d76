using System.Collections.Concurrent;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>How far the pipelines have come, and which of them the transaction has touched.</summary>
/// <remarks>The store's thread's, except where it says so.</remarks>
internal sealed class StorePipelines(BlobSeal seal)
{
    private readonly ConcurrentDictionary<string, PipelineLog> _pipelines = new();
    private readonly List<PipelineLog> _touched = [];

    /// <summary>Those that there are; null where that is not known yet.</summary>
    public PipelineSet? Wanted { get; set; }

    /// <summary>What is stored, or was last known to be.</summary>
    public Dictionary<string, PipelineProgress> Known
    {
        get
        {
            var progress = new Dictionary<string, PipelineProgress>();
            foreach (var (name, pipeline) in _pipelines)
                if (pipeline.View is { } known) progress[name] = known;
            return progress;
        }
    }

    /// <summary>Any thread.</summary>
    public PipelineLog this[string name] => _pipelines.TryGetValue(name, out var known) ? known : _pipelines.GetOrAdd(name, new PipelineLog(name, seal));

    /// <summary>Forgets what a failed transaction has left here.</summary>
    public void Reset()
    {
        foreach (var pipeline in _pipelines.Values) pipeline.Reset();
        _touched.Clear();
    }

    /// <summary>True where a source's readings are wanted by some pipeline.</summary>
    public bool IsWanted(string source) => Wanted?.Sources is not { } sources || sources.Contains(source);

    /// <summary>The first reading that some pipeline may process again.</summary>
    /// <param name="next">Behind the last that there is.</param>
    public long FirstNeeded(long next)
    {
        foreach (string name in Wanted!.Names)
            next = Math.Min(next, _pipelines.TryGetValue(name, out var pipeline) ? pipeline.SnapshotCursor : 0);
        return next;
    }

    public void Set(PipelineLog pipeline, PipelineCommit commit)
    {
        pipeline.Set(commit);
        if (!_touched.Contains(pipeline)) _touched.Add(pipeline);
    }

    /// <inheritdoc cref="PipelineLog.Flush"/>
    public void Flush(StoreTransaction work, long readings)
    {
        foreach (var pipeline in _touched) pipeline.Flush(work, readings);
    }

    /// <summary>Makes what was loaded visible to other threads.</summary>
    public void Publish()
    {
        foreach (var pipeline in _pipelines.Values) pipeline.Publish();
    }

    /// <summary>Like <see cref="Publish"/>, for what the last transaction has touched.</summary>
    public void PublishTouched()
    {
        foreach (var pipeline in _touched) pipeline.Publish();
        _touched.Clear();
    }
}
