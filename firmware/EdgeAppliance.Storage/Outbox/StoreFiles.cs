using EdgeAppliance.Core.Health;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox.Salvage;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Keeps the files open, and brings them back: after any failure they are opened anew and the contents loaded from them; while
/// the disk is in trouble that is tried again and again, and whoever wants something stored is told so at once. Damaged files are
/// replaced by new ones, and what can be is saved from them.</summary>
/// <remarks>The store's thread's, but for <see cref="Report"/>.</remarks>
internal sealed partial class StoreFiles(DocumentStore documents, StoreContents contents, StoreCheck check, Rescue rescue, FileTrouble trouble)
{
    /// <summary>LiteDB's own pages in a file that nothing was stored in yet.</summary>
    private const long NewBytesMax = 8 * LitePage.Bytes;

    private StoreDamagedException? _suspicion;

    public bool IsOpen => documents.IsOpen;

    /// <summary>Any thread: something that was read is not what was written.</summary>
    public void Report(StoreDamagedException what) => Interlocked.CompareExchange(ref _suspicion, what, null);

    /// <summary>Opens the files where they are closed and it is time to try.</summary>
    /// <param name="patient">False where what may take minutes is left for later.</param>
    /// <exception cref="StoreKeyException">The files belong to another key.</exception>
    public bool TryOpen(bool patient)
    {
        if (documents.IsOpen) return true;
        if (!trouble.RetryIsDue || (!patient && rescue.TakeOverIsDue)) return false;
        var failure = Open();
        if (failure is StoreKeyException && !patient) throw failure;
        if (failure is StoreDamagedException && !patient) return false;
        if (failure is StoreDamagedException damage) failure = Replace(damage);
        trouble.Settle(failure);
        return failure is null;
    }

    /// <summary>Runs <paramref name="work"/> as one transaction that is on stable storage on return.</summary>
    /// <returns>Null, or why nothing of it was stored.</returns>
    public Exception? Commit(Action<StoreTransaction> work)
    {
        if (!documents.IsOpen && !TryOpen(patient: true)) return trouble.Why;
        var failure = Try(work);
        if (failure is StoreDamagedException) failure = Open() ?? Try(work);
        if (failure is StoreDamagedException damage) Check(damage);
        else trouble.Settle(failure);
        if (failure is null) trouble.OnSynced();
        return failure is null or IOException ? failure : new IOException($"It could not be stored: {failure.Message}", failure);
    }

    /// <summary>Looks into what was reported.</summary>
    public void CheckWhereReported()
    {
        if (!documents.IsOpen) return;
        if (Interlocked.Exchange(ref _suspicion, null) is { } what) Check(what);
        else if (Guarded(LookWhereEmpty) is StoreDamagedException damage) trouble.Settle(Replace(damage));
    }

    public void Checkpoint(bool idle, bool all = false)
    {
        try
        {
            if (!documents.IsOpen) return;
            if (all) documents.FlushAll();
            else documents.Checkpoint(idle);
        }
        catch (Exception e) when (e is IOException or StoreDamagedException)
        {
            trouble.Settle(e);
        }
    }

    public void Close()
    {
        Checkpoint(idle: true, all: true);
        documents.Close();
    }

    /// <summary>Where the files open and all in them is as it was written, the work was at fault that LiteDB failed at.</summary>
    private void Check(StoreDamagedException suspicion)
    {
        var failure = Open() ?? Guarded(() => check.Run(suspicion));
        if (failure is StoreDamagedException damage) failure = Replace(damage);
        trouble.Settle(failure);
    }

    private void LookWhereEmpty() => documents.TryRead(contents, static (work, to) => to.Lanes.CheckWhereEmpty(work));

    private Exception? Replace(StoreDamagedException damage)
    {
        documents.Close();
        return Guarded(() =>
        {
            if (rescue.FilesAreNew) documents.Delete();
            else rescue.SetAside(documents.Files, damage.Message);
        }) ?? Open();
    }

    private Exception? Open()
    {
        documents.Close();
        return Guarded(() =>
        {
            documents.Open();
            Load();
            rescue.Begin(documents, Restart);
            contents.Publish();
        });
    }

    private void Restart()
    {
        documents.Close();
        documents.Delete();
        documents.Open();
        Load();
    }

    private void Load()
    {
        documents.TryRead(contents, static (work, to) => to.Load(work));
        if (contents.IsNew && documents.DataBytes > NewBytesMax) throw new StoreDamagedException("The file is not new, and all that was in it is gone.");
        if (contents.IsStale) documents.Commit(contents.Flush);
    }

    private Exception? Try(Action<StoreTransaction> work) => Guarded(() => documents.Commit(work));

    private Exception? Guarded(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e) when (e is IOException or StoreDamagedException or StoreKeyException)
        {
            documents.Close();
            return e;
        }
    }
}
