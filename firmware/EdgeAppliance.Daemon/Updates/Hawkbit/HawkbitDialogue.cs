using EdgeAppliance.Bundles.Hawkbit;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>One talk with the server: 1 tell it what it was not told yet, in order; 2 ask what it has for this device; 3 follow a cancellation, or say why not;
/// 4 agree where that is configured; 5 take in the deployment; 6 tell it what device this is, where it asks or something has changed.</summary>
/// <param name="appliance">This software's version.</param>
/// <remarks>One thread at a time.</remarks>
internal sealed partial class HawkbitDialogue(DdiClient client, HawkbitJournal journal, HawkbitRun run, HawkbitEnding ending, HawkbitSite site)
{
    /// <summary>Whether this device agrees by itself.</summary>
    public bool Confirms { get; init; }

    public required string Appliance { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>Whether a person has to agree at the server before it goes on.</summary>
    public bool WaitsForConfirmation { get; private set; }

    /// <returns>When the server wants to be asked again; null where it does not say.</returns>
    /// <exception cref="HawkbitException">The server cannot be asked.</exception>
    /// <exception cref="EdgeAppliance.Bundles.Tuf.TufException">It sends what is no answer.</exception>
    /// <exception cref="IOException">The disk is full, read-only or failing.</exception>
    public async Task<TimeSpan?> Poll(CancellationToken stop)
    {
        await Flush(stop); // 1
        var poll = await client.Poll(stop); // 2
        if (poll.Cancel is { } cancel) await Cancel(cancel, stop); // 3
        WaitsForConfirmation = poll.Confirmation is not null && !Confirms;
        if (poll.Confirmation is { } asked && Confirms && await client.Confirmation(asked, stop) is { } offered) ending.Agree(offered.Id); // 4
        if (poll.Deployment is { } link) await Take(link, stop); // 5
        else if (poll.Cancel is null) await run.Drop(HawkbitResult.Withdrawn, "The server does not want it any more.");
        await Flush(stop);
        await TellAttributes(poll.WantsAttributes, stop); // 6
        return poll.Sleep;
    }

    /// <summary>What the server will never take is let go, so that it does not stand in the way of the rest.</summary>
    /// <exception cref="HawkbitException">The server cannot be told now.</exception>
    public async Task Flush(CancellationToken stop)
    {
        while (journal.State.Unsent is [var message, ..])
        {
            try
            {
                bool isTaken = await client.Tell(message.Channel, message.Action, message.ToUtf8(), stop);
                if (!isTaken) Log.Gone(Logger, message.Action, message.Execution);
            }
            catch (HawkbitException e) when (e.Failure == HawkbitFailure.NotTaken)
            {
                Log.NotTaken(Logger, message.Action, message.Execution, e.Message);
            }
            journal.Change(state => state with { Unsent = [.. state.Unsent.Skip(ReferenceEquals(state.Unsent[0], message) ? 1 : 0)] });
        }
    }

    private async Task Take(DdiLink link, CancellationToken stop)
    {
        if (journal.State.Ended.FirstOrDefault(end => end.Action == link.Id) is { Result: HawkbitResult.Success or HawkbitResult.Failure } ended) ending.Repeat(ended);
        else if (!run.Knows(link) && await client.Deployment(link, stop) is { } order) await run.Order(order, link);
    }

    private async Task Cancel(DdiLink link, CancellationToken stop)
    {
        if (await client.Cancel(link, stop) is not { } id) return;
        var state = journal.State;
        if (state.Action?.Id == id)
        {
            if (!await run.Drop(HawkbitResult.Canceled, "It was stopped before anything of it was installed.")) ending.RefuseCancel(id, "It is being tried, or is committed in part, and goes on to its end.");
        }
        else if (state.Ended.FirstOrDefault(end => end.Action == id) is { } ended && ended.Result != HawkbitResult.Withdrawn)
        {
            if (ended.Result != HawkbitResult.Canceled) ending.RefuseCancel(id, $"It has ended already: {ended.Result.ToString().ToLowerInvariant()}.");
            ending.Repeat(ended);
        }
        else ending.Canceled(id);
    }

    private async Task TellAttributes(bool isAsked, CancellationToken stop)
    {
        var attributes = site.Attributes(Appliance);
        string told = string.Join('\n', attributes.Select(attribute => $"{attribute.Key}={attribute.Value}"));
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(told)));
        var state = journal.State;
        if (!isAsked && state.Told == hash) return;
        try
        {
            // What others have told of this device stays.
            var gone = state.Attributes.Except(attributes.Keys).ToDictionary(name => name, _ => "");
            if (gone.Count > 0) await client.PutAttributes(DdiWriter.Attributes("remove", gone), stop);
            await client.PutAttributes(DdiWriter.Attributes("merge", attributes), stop);
        }
        catch (HawkbitException e) when (e.Failure == HawkbitFailure.NotTaken)
        {
            Log.AttributesNotTaken(Logger, e.Message);
        }
        journal.Change(now => now with { Attributes = [.. attributes.Keys], Told = hash });
    }

    private static partial class Log
    {
        [LoggerMessage(5053, LogLevel.Information, "hawkBit knows nothing of the action {Action} any more, and is not told '{Execution}'")]
        public static partial void Gone(ILogger logger, string action, DdiExecution execution);

        [LoggerMessage(5054, LogLevel.Warning, "hawkBit does not take '{Execution}' of the action {Action}: {Why}")]
        public static partial void NotTaken(ILogger logger, string action, DdiExecution execution, string why);

        [LoggerMessage(5055, LogLevel.Warning, "hawkBit does not take what device this is: {Why}")]
        public static partial void AttributesNotTaken(ILogger logger, string why);
    }
}
