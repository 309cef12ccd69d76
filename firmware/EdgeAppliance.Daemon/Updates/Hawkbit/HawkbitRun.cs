using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Hawkbit;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Fetch;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>Carries out the action that the server has for this device, bundle by bundle: 1 take in what became of a bundle's way here; 2 see how an installation
/// that is waited for stands; 3 close the action where all is done; 4 see whether it is time; 5 begin with the next step.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class HawkbitRun(HawkbitJournal journal, HawkbitWay way, HawkbitSite site, HawkbitEnding ending, LookTimes times)
{
    /// <summary>What came may have been damaged on its way so often; then it is what the server has.</summary>
    private const int WrongMax = 3;

    private DdiDeployment? _order;
    private DdiLink _link;
    private bool _isResumed = journal.State.Action is null;
    private bool _isSwept;
    private bool _hasHandedOver;
    private int _wrong;

    public required TimeProvider Time { get; init; }

    public HawkbitWay Way { get; } = way;

    /// <summary>Deletes what was fetched of other bundles.</summary>
    public Action<IEnumerable<(string Name, string Version)>> KeepOnly { get; init; } = static _ => { };

    public required HawkbitPause Pause { get; init; }

    /// <summary>After which time a step may go further than the last one; null where it takes more than time.</summary>
    public TimeSpan? Rest { get; private set; }

    /// <summary>Whether the server need not say again what it wants: it sees each time that it does, and notes it.</summary>
    public bool Knows(DdiLink link) => link.Revision.Length > 0 && link == _link && _order is not null && journal.State.Action?.HasBegun() == true;

    /// <summary>What the server wants now; it goes on with what is under way where that is the same.</summary>
    /// <exception cref="IOException">The disk is full, read-only or failing; as for all members.</exception>
    public async Task Order(DdiDeployment order, DdiLink link)
    {
        var action = journal.State.Action;
        if (action is not null && action.Id != order.Id)
        {
            // Something of it may run here already: it is seen to its end first.
            if (action.HasBegun()) return;
            await Drop(HawkbitResult.Withdrawn, "The server wants another deployment.");
            action = null;
        }
        (_order, _link) = (order, link);
        if (action is not null) return;
        if (order.Chunks.Count == 0)
        {
            ending.Refuse(order.Id, "The deployment has no software modules.");
            return;
        }
        Forget();
        (_order, _link) = (order, link);
        KeepOnly(order.Chunks.Select(chunk => (chunk.Name, chunk.Version)));
        journal.Change(state => state with { Action = new HawkbitAction(order.Id, Time.GetUtcNow(), [.. order.Chunks.Select(chunk => new HawkbitPart(chunk.Name, chunk.Version, HawkbitPartState.Waiting))]) });
        _isResumed = true;
    }

    /// <summary>Ends what is under way, unless anything of it may run here already.</summary>
    /// <returns>False where it could not be stopped.</returns>
    public async Task<bool> Drop(HawkbitResult result, string why)
    {
        if (journal.State.Action is not { } action) return true;
        if (action.HasBegun()) return false;
        await Way.Stop();
        if (journal.State.Action is not { } current || current.HasBegun()) return false;
        ending.End(action.Id, result, [why]);
        Forget();
        // What was fetched and no more may be wanted for good later.
        if (result != HawkbitResult.Withdrawn) KeepOnly([]);
        return true;
    }

    public async Task Step()
    {
        Rest = null;
        Sweep();
        if (Way.IsTaken && Way.Going.IsCompleted) await Took(); // 1
        if (Way.IsTaken || journal.State.Action is not { } action) return;
        if (!_isResumed)
        {
            _isResumed = true;
            ending.Say(action, DdiExecution.Resumed, "It goes on after a restart of the appliance.");
        }
        int part = action.FirstBefore(HawkbitPartState.Done);
        if (part >= 0 && action.Parts[part].State == HawkbitPartState.Installing && !Settled(action, part)) return; // 2
        if (journal.State.Action is not { } now) return;
        if (now.FirstBefore(HawkbitPartState.Done) < 0) // 3
        {
            ending.End(now.Id, HawkbitResult.Success, [.. now.Parts.Select(done => $"{done.Name} {done.Version} is committed.")]);
            Forget();
            KeepOnly([]);
            return;
        }
        if (_order?.Id == now.Id && IsTime(now, _order)) Begin(now, _order); // 4, 5
    }

    // 2
    private bool Settled(HawkbitAction action, int part)
    {
        var outcome = action.Parts[part].Watched is { } watched ? HawkbitOutcome.Of(watched, site.Installs()) : new HawkbitOutcome(null, null);
        if (outcome.IsUnderWay) return false;
        var (name, version) = (action.Parts[part].Name, action.Parts[part].Version);
        switch (outcome.State)
        {
            case InstallState.Committed:
                journal.ChangePart(action.Id, part, done => done with { State = HawkbitPartState.Done });
                BeginNext();
                if (action.Parts.Count > 1) ending.Say(journal.State.Action!, DdiExecution.Proceeding, $"{name} {version} is committed.");
                return true;
            case null:
                journal.ChangePart(action.Id, part, again => again with { State = HawkbitPartState.Fetched });
                // What a restart has cut goes on at once.
                if (_hasHandedOver) Retry(journal.State.Action, new IOException($"The installation of {name} {version} was interrupted{(outcome.Reason is { } why ? $": {why}" : ".")}"));
                return true;
            default:
                Fail(action, outcome.Reason!);
                return true;
        }
    }

    private void Fail(HawkbitAction action, string why)
    {
        var committed = action.Parts.Where(part => part.State == HawkbitPartState.Done).Select(part => $"{part.Name} {part.Version} is committed, and stays.");
        ending.End(action.Id, HawkbitResult.Failure, [why, .. committed]);
        Forget();
        KeepOnly([]);
    }

    // 4
    private bool IsTime(HawkbitAction action, DdiDeployment order)
    {
        if (Pause.Left is var left && left > TimeSpan.Zero)
        {
            Rest = left;
            return false;
        }
        if (order.Download == DdiHandling.Skip) return WaitFor(action, "The server does not want it downloaded yet.");
        bool isHere = action.FirstBefore(HawkbitPartState.Fetched) < 0;
        if (isHere)
        {
            ending.Say(action, DdiExecution.Downloaded, "All its bundles are here, and are what was vouched for.");
            if (order.IsDownloadOnly) return false;
            if (order.Update == DdiHandling.Skip) return WaitFor(action, "It waits for the server's maintenance window.");
        }
        // What is forced waits for no local hours.
        var handling = isHere ? order.Update : order.Download;
        if (handling == DdiHandling.Forced || times.Open() is not null) return true;
        Rest = times.UntilOpen();
        return WaitFor(action, "It waits for updates.hours.");
    }

    private bool WaitFor(HawkbitAction action, string what)
    {
        Pause.For(what);
        ending.Say(action, DdiExecution.Scheduled, what);
        return false;
    }

    // 5
    private void Begin(HawkbitAction action, DdiDeployment order)
    {
        int part = action.FirstBefore(HawkbitPartState.Fetched);
        bool installs = part < 0;
        if (installs) part = action.FirstBefore(HawkbitPartState.Done);
        if (order.Chunks.Count != action.Parts.Count || order.Chunks[part].Name != action.Parts[part].Name || order.Chunks[part].Version != action.Parts[part].Version)
        {
            Fail(action, "The server has changed what the deployment brings.");
            return;
        }
        var wanted = action.Parts[part];
        if (site.Current(wanted.Name) == wanted.Version)
        {
            journal.ChangePart(action.Id, part, done => done with { State = HawkbitPartState.Done });
            BeginNext();
            return;
        }
        if (!Pause.IsFailing) Pause.GoOn();
        ending.Say(action, installs ? DdiExecution.Proceeding : DdiExecution.Download, $"{wanted.Name} {wanted.Version} is {(installs ? "verified, tested and tried" : "fetched")}.");
        bool isForced = (installs ? order.Update : order.Download) == DdiHandling.Forced;
        _hasHandedOver |= installs;
        Way.Begin(action.Id, part, order.Chunks[part], installs, isForced ? Timeout.InfiniteTimeSpan : times.Open() ?? Timeout.InfiniteTimeSpan);
    }

    // 1
    private async Task Took()
    {
        var action = journal.State.Action;
        try
        {
            await Way.Take();
            _wrong = 0;
            Pause.GoOn();
        }
        catch (OperationCanceledException)
        {
            // Its hours are over; or it is not wanted any more, and whoever says so has seen to it.
        }
        catch (HawkbitRefusal e)
        {
            if (action is not null) Fail(action, e.Message);
        }
        catch (TufException e) when (e.Failure is TufFailure.WrongHash or TufFailure.WrongLength && ++_wrong >= WrongMax)
        {
            if (action is not null) Fail(action, $"{e.Message} It came so {_wrong} times.");
        }
        catch (Exception e) when (e is TufException or BundleException or IOException or UnauthorizedAccessException)
        {
            Retry(action, e);
        }
        catch (Exception e)
        {
            // A defect here must not stop the readings.
            ending.Report(e);
            Retry(action, e);
        }
    }

    private void Retry(HawkbitAction? action, Exception failed)
    {
        Pause.Retry(failed);
        if (action is not null) ending.Say(action, DdiExecution.Proceeding, $"It is tried again: {failed.Message}");
    }

    private void BeginNext()
    {
        (_hasHandedOver, _wrong) = (false, 0);
        Pause.Done();
    }

    private void Forget()
    {
        _order = null;
        BeginNext();
    }

    /// <summary>Once: what went down with the appliance between an action's end and the deletion of its archives.</summary>
    private void Sweep()
    {
        if (_isSwept) return;
        _isSwept = true;
        // What was fetched and no more may be wanted for good later.
        if (journal.State is { Action: null, Ended: not [{ Result: HawkbitResult.Withdrawn }, ..] }) KeepOnly([]);
    }
}
