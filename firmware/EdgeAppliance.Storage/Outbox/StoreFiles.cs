using EdgeAppliance.Core.Health;
using EdgeAppliance.Storage.Documents;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Keeps the files open, and brings them back: after any failure they are opened anew and the contents loaded from them; while
/// the disk is in trouble that is tried again and again, and whoever wants something stored is told so at once.</summary>
/// <remarks>The store's thread's.</remarks>
internal sealed partial class StoreFiles(DocumentStore documents, StoreContents contents, WorkQueue queue, StoreHealth health, StoreSurroundings around)
{
    private const string DiskCode = "store.disk";

    private TimeSpan _wait;
    private long _failedAt;
    private bool _failed;

    public bool IsOpen => documents.IsOpen;

    /// <summary>Opens the files where they are closed and it is time to try.</summary>
    /// <exception cref="StoreKeyException">The files belong to another key.</exception>
    public bool TryOpen()
    {
        if (documents.IsOpen) return true;
        if (_failed && around.Time.GetElapsedTime(_failedAt) < _wait) return false;
        if (Try(static _ => { }) is { } failure)
        {
            Fail(failure);
            return false;
        }
        Recovered();
        return true;
    }

    /// <summary>Runs <paramref name="work"/> as one transaction that is on stable storage on return.</summary>
    /// <returns>Null, or why nothing of it was stored.</returns>
    public Exception? Commit(Action<StoreTransaction> work)
    {
        if (!documents.IsOpen && !TryOpen()) return queue.Refusal;
        var failure = Try(work);
        if (failure is StoreDamagedException) failure = Try(work);
        if (failure is null) around.Counters.OnSynced(around.Time.GetUtcNow());
        else Fail(failure);
        return failure;
    }

    public void Checkpoint(bool idle)
    {
        try
        {
            if (documents.IsOpen) documents.Checkpoint(idle);
        }
        catch (Exception e) when (e is IOException or StoreDamagedException)
        {
            Fail(e);
        }
    }

    public void Close()
    {
        Checkpoint(idle: true);
        documents.Close();
    }

    private Exception? Try(Action<StoreTransaction> work)
    {
        try
        {
            if (!documents.IsOpen) OpenAndLoad();
            documents.Commit(work);
            return null;
        }
        catch (Exception e) when (e is IOException or StoreDamagedException)
        {
            documents.Close();
            return e;
        }
    }

    private void OpenAndLoad()
    {
        documents.Open();
        try
        {
            documents.TryRead(contents, static (work, to) => to.Load(work));
        }
        catch (Exception)
        {
            documents.Close();
            throw;
        }
        contents.Publish();
        if (contents.IsStale) documents.Commit(contents.Flush);
    }

    private void Fail(Exception why)
    {
        documents.Close();
        _wait = !_failed ? around.RetryFirst : _wait * 2 < around.RetryMax ? _wait * 2 : around.RetryMax;
        if (!_failed) Log.Failed(around.Logger, why.Message);
        _failed = true;
        _failedAt = around.Time.GetTimestamp();
        queue.Refuse(new IOException($"The outbox cannot be written: {why.Message}", why));
        health.Raise(new HealthCondition(DiskCode, HealthSeverity.Error, "outbox", $"Nothing can be stored: {why.Message}",
            "Make room on the disk or mend it; 'df' and 'dmesg' tell more. It goes on by itself, and nothing that was acknowledged is lost."));
    }

    private void Recovered()
    {
        if (!_failed) return;
        _failed = false;
        queue.Refuse(null);
        health.Clear(DiskCode);
        Log.Recovered(around.Logger);
    }

    private static partial class Log
    {
        [LoggerMessage(7001, LogLevel.Error, "The outbox cannot be written: {Why}. It is tried again by itself")]
        public static partial void Failed(ILogger logger, string why);

        [LoggerMessage(7002, LogLevel.Information, "The outbox can be written again")]
        public static partial void Recovered(ILogger logger);
    }
}
