using System.Globalization;

namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>Whether a device is meant by a rollout, and when: 1 whether it goes on, 2 whether the device is of its group, 3 whether the
/// stage has come to it, 4 whether it is time. From nothing but its arguments: the same offline as online, and the same here as for whoever watches.</summary>
public static class RolloutDecision
{
    public static RolloutVerdict Of(Rollout rollout, RolloutDevice device, RolloutMoment at)
    {
        if (rollout.State == RolloutState.Aborted) return new RolloutVerdict(RolloutAnswer.Aborted, $"rollout {rollout.Id} was aborted"); // 1
        int stage = StageOf(rollout, device); // 2
        if (stage == 0) return new RolloutVerdict(RolloutAnswer.NotMeant, $"rollout {rollout.Id} is not for this device");
        if (rollout.State == RolloutState.Paused) return new RolloutVerdict(RolloutAnswer.Paused, $"rollout {rollout.Id} is paused");
        if (stage > rollout.Stage) // 3
            return new RolloutVerdict(RolloutAnswer.NotYet, string.Create(CultureInfo.InvariantCulture, $"rollout {rollout.Id} is at stage {rollout.Stage} of {rollout.Stages.Count}, and comes here with stage {stage}"));
        return Time(rollout, device, stage, at); // 4
    }

    /// <returns>The first stage that the device is in, from 1; 0 where it is in none.</returns>
    public static int StageOf(Rollout rollout, RolloutDevice device)
    {
        if (!rollout.To.Has(device)) return 0;
        int place = RolloutShare.Of(rollout.Id, device.Id);
        for (int i = 0; i < rollout.Stages.Count; i++)
            if (place < rollout.Stages[i].SharePpm || rollout.Stages[i].Ids.Contains(device.Id)) return i + 1;
        return 0;
    }

    private static RolloutVerdict Time(Rollout rollout, RolloutDevice device, int stage, RolloutMoment at)
    {
        if (rollout.NotBefore is { } notBefore && at.Now < notBefore) return Later(rollout, $"begins at {notBefore:u}", notBefore);
        if (rollout.IsForced) return s_go;
        // The stage that brought it here counts, and not one that was published since: nobody's turn is put off by others'.
        if (rollout.Stages[stage - 1].Since is { } since)
        {
            var due = since + rollout.Spread * RolloutShare.Of($"{rollout.Id}\n{device.Id}\nspread") / RolloutStage.AllPpm;
            if (at.Now < due) return Later(rollout, $"is spread out, and comes here at {due:u}", due);
        }
        if (rollout.Windows.Count == 0) return s_go;
        if (!at.IsRight) return Later(rollout, $"waits for a maintenance window, and the clock is not known to be right", null);
        var wall = TimeZoneInfo.ConvertTime(at.Now, at.Zone);
        var open = rollout.Windows.Min(window => window.NextOpen(wall.DateTime));
        if (open == wall.DateTime) return s_go;
        var until = at.Now + (open - wall.DateTime);
        return Later(rollout, $"waits for the maintenance window at {open:yyyy-MM-dd HH:mm} here", until);
    }

    private static readonly RolloutVerdict s_go = new(RolloutAnswer.Go, "");

    private static RolloutVerdict Later(Rollout rollout, FormattableString why, DateTimeOffset? until) =>
        new(RolloutAnswer.Later, $"rollout {rollout.Id} {why.ToString(CultureInfo.InvariantCulture)}", until);
}
