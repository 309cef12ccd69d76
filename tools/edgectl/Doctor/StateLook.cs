using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Doctor;

/// <summary>The state directory can be written to, and has room.</summary>
internal static class StateLook
{
    /// <summary>Below it the daemon takes no upload, and a full outbox is near.</summary>
    private const long FreeBytesLeast = 64L << 20;
    private const long FreeBytesWanted = 512L << 20;

    public static List<Finding> Look(string folder)
    {
        const string subject = "state";
        if (!Directory.Exists(folder))
            return [new Finding(subject, Verdict.Error, $"{folder} is not there, or this user may not see it", "start the daemon, which makes it: systemctl start edge-appliance")];
        return [Writable(folder), Room(folder)];
    }

    private static Finding Writable(string folder)
    {
        string trial = Path.Combine(folder, $".doctor-{Environment.ProcessId}");
        try
        {
            File.WriteAllText(trial, "edgectl doctor");
            File.Delete(trial);
            return new Finding("state", Verdict.Good, $"{folder} can be written to");
        }
        catch (UnauthorizedAccessException)
        {
            return new Finding("state", Verdict.Skipped, $"this user may not write to {folder}, so whether the daemon may is not known: sudo edgectl doctor");
        }
        catch (IOException e)
        {
            return new Finding("state", Verdict.Error, $"{folder} cannot be written to: {e.Message}", $"look at the file system: findmnt -T {folder}; dmesg | tail");
        }
    }

    private static Finding Room(string folder)
    {
        const string subject = "disk";
        long free = new DriveInfo(folder).AvailableFreeSpace;
        string text = $"{Amounts.Bytes(free)} free for {folder}";
        string remedy = $"make room, or lower outbox.maxBytes: du -xsh {folder}/*";
        return free >= FreeBytesWanted ? new Finding(subject, Verdict.Good, text) : new Finding(subject, free < FreeBytesLeast ? Verdict.Error : Verdict.Warning, text, remedy);
    }
}
