using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Storage.Outbox.Limits;

/// <summary>What becomes of commits whose records do not fit: under <see cref="WhenFull.Block"/> they wait here, in order; under
/// <see cref="WhenFull.Refuse"/> they are refused. Those that have no task of their own, as where records are dropped, pass.</summary>
/// <remarks>The store's thread's.</remarks>
internal sealed class CommitGate(WhenFull whenFull)
{
    private readonly List<WorkItem> _waiting = [];

    // Of the transaction under way; nothing of it is so until it is stored.
    private readonly List<WorkItem> _held = [];
    private readonly List<WorkItem> _passed = [];
    private readonly List<WorkItem> _refused = [];

    public int Waiting => _waiting.Count;

    /// <summary>Commits refused since the start.</summary>
    public long Refused { get; private set; }

    /// <summary>True where commits must have a task of their own, because not all of a group need share their fate.</summary>
    public static bool IsNeeded(WhenFull whenFull) => whenFull is WhenFull.Block or WhenFull.Refuse;

    /// <summary>The commit that waits longest, or null.</summary>
    public PipelineCommit? First => _waiting.Count > 0 ? (PipelineCommit)_waiting[0].Subject : null;

    public void Begin()
    {
        _held.Clear();
        _held.AddRange(_waiting);
        _passed.Clear();
        _refused.Clear();
    }

    /// <returns>True where the commit is to be stored now.</returns>
    public bool TryPass(in WorkItem item, bool fits)
    {
        if (item.Own is null) return true;
        var commit = (PipelineCommit)item.Subject;
        bool isFree = HasRecords(commit) ? _held.Count == 0 : !_held.Exists(other => ((PipelineCommit)other.Subject).Pipeline == commit.Pipeline);
        if (isFree && fits) _passed.Add(item);
        else if (whenFull == WhenFull.Refuse) _refused.Add(item);
        else _held.Add(item);
        return isFree && fits;
    }

    /// <summary>Lets the one that waits longest pass where it fits.</summary>
    public PipelineCommit? TryNext(Func<PipelineCommit, bool> fits)
    {
        if (_held.Count == 0 || !fits((PipelineCommit)_held[0].Subject)) return null;
        var item = _held[0];
        _held.RemoveAt(0);
        _passed.Add(item);
        return (PipelineCommit)item.Subject;
    }

    /// <summary>The transaction is stored; <see cref="Tell"/> must follow.</summary>
    public void Settle()
    {
        Refused += _refused.Count;
        _waiting.Clear();
        _waiting.AddRange(_held);
    }

    /// <summary>Ends the tasks of those that were stored or refused.</summary>
    public void Tell()
    {
        foreach (var item in _passed) item.Own!.TrySetResult();
        foreach (var item in _refused) item.Own!.TrySetException(new OutboxFullException("The outbox is full, and what pipelines make is refused until an uplink has taken some of it."));
        Begin();
    }

    /// <summary>The commit of a pipeline that waits is refused: the pipeline stops, and makes its records again when it starts.</summary>
    /// <remarks>Not within a transaction.</remarks>
    /// <returns>True where there was one.</returns>
    public bool Withdraw(string pipeline)
    {
        int before = _waiting.Count;
        foreach (var item in _waiting)
            if (IsOf(item, pipeline)) item.Own!.TrySetException(new OperationCanceledException($"The pipeline '{pipeline}' stops while the outbox is full."));
        _waiting.RemoveAll(item => IsOf(item, pipeline));
        Begin();
        return _waiting.Count < before;
    }

    /// <summary>The transaction failed, or the store is closed: those that wait are told so too, and make their records again.</summary>
    public void Fail(IEnumerable<WorkItem> items, Exception why)
    {
        foreach (var item in _waiting) item.Own!.TrySetException(why);
        foreach (var item in items) item.Own?.TrySetException(why);
        _waiting.Clear();
        Begin();
    }

    private static bool IsOf(in WorkItem item, string pipeline) => ((PipelineCommit)item.Subject).Pipeline == pipeline;

    private static bool HasRecords(PipelineCommit commit)
    {
        foreach (var append in commit.Appends)
            if (append.Count > 0) return true;
        return false;
    }
}
