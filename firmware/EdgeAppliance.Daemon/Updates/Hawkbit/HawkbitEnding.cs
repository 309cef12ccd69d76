using EdgeAppliance.Bundles.Hawkbit;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>Ends actions, and notes what the server is to be told of them: both in one write, so that neither is without the other.</summary>
/// <param name="now">Null where the clock is not known to be right.</param>
/// <remarks>One thread at a time.</remarks>
internal sealed partial class HawkbitEnding(HawkbitJournal journal, HawkbitCounts counts, Func<DateTimeOffset?> now, ILogger logger)
{
    /// <summary>What was told of so many is known; of more it may be told again.</summary>
    private const int SaidMax = 256;

    private readonly HashSet<(string Action, DdiExecution Execution, string Detail)> _said = [];

    /// <summary>Told once of each action, as long as the appliance runs.</summary>
    /// <exception cref="IOException">The disk is full, read-only or failing; as for all members.</exception>
    public void Say(HawkbitAction action, DdiExecution execution, string detail)
    {
        if (!IsNew(action.Id, execution, detail)) return;
        Add(new HawkbitMessage(DdiChannel.Deployment, action.Id, execution, DdiFinished.None, [detail], now()) { Done = action.Done(), Of = action.Parts.Count });
    }

    /// <summary>An action that is not begun.</summary>
    public void Refuse(string id, string why) => End(id, HawkbitResult.Failure, [why]);

    public void End(string id, HawkbitResult result, IReadOnlyList<string> details)
    {
        journal.Change(state => state with
        {
            Action = state.Action?.Id == id ? null : state.Action,
            Ended = [new HawkbitEnd(id, result, details), .. state.Ended.Where(other => other.Action != id)],
            Unsent = Closing(id, result, details) is { } closing ? [.. state.Unsent, closing] : state.Unsent,
        });
        counts.Ended(result);
        _said.RemoveWhere(said => said.Action == id);
        Log.Ended(logger, id, result, string.Join(" ", details));
    }

    /// <summary>The server has not understood, or not kept, how an action ended: it is told again.</summary>
    public void Repeat(HawkbitEnd end)
    {
        if (Closing(end.Action, end.Result, end.Details) is { } closing && !journal.State.Unsent.Any(other => other.Action == end.Action && other.Channel == closing.Channel && other.Execution == DdiExecution.Closed)) Add(closing);
    }

    /// <summary>A cancellation that was followed, as there was nothing to stop.</summary>
    public void Canceled(string id) => Add(Cancel(id, "It had not begun here."));

    /// <summary>A cancellation that cannot be followed.</summary>
    public void RefuseCancel(string id, string why)
    {
        if (IsNew(id, DdiExecution.Rejected, why)) Add(new HawkbitMessage(DdiChannel.Cancel, id, DdiExecution.Rejected, DdiFinished.None, [why], now()));
    }

    public void Agree(string id)
    {
        if (IsNew(id, DdiExecution.Closed, "agreed")) Add(new HawkbitMessage(DdiChannel.Confirmation, id, DdiExecution.Closed, DdiFinished.Success, ["updates.hawkbit.confirm agrees to all deployments."], now()));
    }

    public void Report(Exception error) => Log.Failed(logger, error);

    private bool IsNew(string action, DdiExecution execution, string detail)
    {
        if (_said.Count >= SaidMax) _said.Clear();
        return _said.Add((action, execution, detail));
    }

    private HawkbitMessage? Closing(string id, HawkbitResult result, IReadOnlyList<string> details) => result switch
    {
        HawkbitResult.Success => new HawkbitMessage(DdiChannel.Deployment, id, DdiExecution.Closed, DdiFinished.Success, details, now()),
        HawkbitResult.Failure => new HawkbitMessage(DdiChannel.Deployment, id, DdiExecution.Closed, DdiFinished.Failure, details, now()),
        HawkbitResult.Canceled => Cancel(id, details.Count > 0 ? details[0] : "It was stopped."),
        _ => null,
    };

    private HawkbitMessage Cancel(string id, string why) => new(DdiChannel.Cancel, id, DdiExecution.Closed, DdiFinished.Success, [why], now());

    private void Add(HawkbitMessage message) => journal.Change(state => state with { Unsent = [.. state.Unsent, message] });

    private static partial class Log
    {
        [LoggerMessage(5051, LogLevel.Information, "hawkBit's action {Action} has ended: {Result}. {Details}")]
        public static partial void Ended(ILogger logger, string action, HawkbitResult result, string details);

        [LoggerMessage(5052, LogLevel.Error, "An action of hawkBit's failed in a way that it should not")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
