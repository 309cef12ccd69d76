using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Drop;

/// <summary>Looks into the drop folder and installs what lies there, one bundle after the other: the next one only when no installation is
/// under way, so that several versions of a model each get their trial.</summary>
internal sealed partial class DropWatch(DropFolder folder, ILogger logger)
{
    private readonly SemaphoreSlim _one = new(1);
    private volatile string? _fault;
    private bool _open;

    /// <summary>Why the folder cannot be used; null where it can.</summary>
    public string? Fault => _fault;

    public bool IsLooking => _one.CurrentCount == 0;

    /// <param name="begin">Begins an installation.</param>
    /// <param name="installs">All of them, newest first.</param>
    public async Task Look(Func<string, Task<BegunInstall>> begin, IReadOnlyList<InstallStatus> installs)
    {
        if (!_one.Wait(0)) return;
        try
        {
            if (!_open) folder.Open();
            _open = true;
            folder.Settle(id => EndOf(installs, id));
            bool isBusy = installs.Any(install => install.IsUnderWay());
            if (!isBusy && folder.TakeNext() is { } taken) await Install(taken, begin);
            _fault = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_fault is null) Log.Unusable(logger, e.Message);
            _fault = e.Message;
            _open = false;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task Install(string taken, Func<string, Task<BegunInstall>> begin)
    {
        var begun = await begin(taken);
        if (begun.Pending is { } pending) folder.Began(pending.Id);
        else if (begun.IsBusy) folder.PutBack(taken);
        else
        {
            Log.Refused(logger, Path.GetFileName(taken), begun.Error!);
            folder.Refuse(begun.Error!);
        }
    }

    private static DropEnd? EndOf(IReadOnlyList<InstallStatus> installs, long id)
    {
        // One that is not among the last ones any more ended long ago, and nobody can say how.
        if (installs.FirstOrDefault(install => install.Id == id) is not { } install) return new DropEnd(false, "The appliance does not know any more how its installation ended.");
        if (install.IsUnderWay()) return null;
        return new DropEnd(install.State == InstallState.Committed, install.Reason);
    }

    private static partial class Log
    {
        [LoggerMessage(5021, LogLevel.Error, "The drop folder cannot be used, and is tried again: {Why}")]
        public static partial void Unusable(ILogger logger, string why);

        [LoggerMessage(5022, LogLevel.Warning, "The bundle {Bundle} of the drop folder is refused: {Why}")]
        public static partial void Refused(ILogger logger, string bundle, string why);
    }
}
