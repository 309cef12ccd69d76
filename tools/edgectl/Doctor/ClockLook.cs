using EdgeAppliance.Edgectl.Check;
using EdgeAppliance.Edgectl.Control;

namespace EdgeAppliance.Edgectl.Doctor;

/// <summary>Something keeps the clock right: as the daemon knows it, else as systemd does.</summary>
internal static class ClockLook
{
    private const string Subject = "clock";
    private const string Remedy = "let the machine reach a time server: timedatectl set-ntp true; timedatectl timesync-status";

    public static async Task<Finding> Look(JsonPage? status, CancellationToken stop)
    {
        if (status is { } page && page.Has("clock"))
            return page.At("clock").Is("known") ? new Finding(Subject, Verdict.Good, "known to be right") : NotSet();
        try
        {
            var (code, output, errors) = await ChildProgram.Run("timedatectl", ["show", "--property=NTPSynchronized", "--value"], stop);
            if (code != 0) return new Finding(Subject, Verdict.Skipped, errors.Trim());
            return output.Trim() == "yes" ? new Finding(Subject, Verdict.Good, "set by a time server") : NotSet();
        }
        catch (IOException e)
        {
            return new Finding(Subject, Verdict.Skipped, e.Message);
        }
    }

    private static Finding NotSet() => new(Subject, Verdict.Warning, "nothing has set it since the machine started, so its time may be wrong", Remedy);
}
