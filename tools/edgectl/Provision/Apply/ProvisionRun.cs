using System.Security.Cryptography;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Edgectl.Provision.Contract;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>What the device does with its FAT partition at each start, before anything else runs: 1 what an earlier start left is finished, 2 a factory reset, 3 a
/// certificate that was brought, 4 a provision.json.</summary>
internal sealed class ProvisionRun(ProvisionPaths paths, IProvisionDisk disk, ICredentialSealer sealer, IApplianceCheck check, TimeProvider time)
{
    private readonly List<string> _said = [];
    private readonly FatPartition _fat = new(paths, disk);

    /// <summary>What was done, for the console and the journal.</summary>
    public IReadOnlyList<string> Said => _said;

    /// <returns>One of <see cref="ProvisionCodes"/>.</returns>
    public int Run()
    {
        int code = Guarded();
        try
        {
            if (Directory.Exists(paths.Work) && Directory.GetFileSystemEntries(paths.Work).Length == 0) disk.Remove(paths.Work);
        }
        catch (IOException e)
        {
            _said.Add(e.Message);
        }
        return code;
    }

    private int Guarded()
    {
        try
        {
            return Steps();
        }
        catch (RefusedException e)
        {
            return Tell(ProvisionCodes.Refused, ProvisionReport.Refused(time.GetUtcNow(), e.Errors));
        }
        catch (FatException e)
        {
            _said.Add(e.Message);
            return ProvisionCodes.FatNotWritten;
        }
        catch (InvalidDataException e)
        {
            return Tell(ProvisionCodes.Refused, ProvisionReport.Certificate(time.GetUtcNow(), "Result: " + e.Message));
        }
        catch (IOException e)
        {
            return Tell(ProvisionCodes.Failed, ProvisionReport.Failed(time.GetUtcNow(), e.Message));
        }
    }

    /// <summary>Says what would be done; nothing is changed.</summary>
    /// <exception cref="IOException">A disk fails.</exception>
    public int DryRun()
    {
        var untouched = new UntouchedDisk();
        if (new FactoryReset(paths, untouched).IsWanted) _said.Add("a factory reset is asked for");
        if (!File.Exists(paths.File)) return ProvisionCodes.Done;
        try
        {
            _said.AddRange(Lines(Plan(untouched).Report));
            return ProvisionCodes.Done;
        }
        catch (RefusedException e)
        {
            _said.AddRange(e.Errors.Select(error => error.ToString()));
            return ProvisionCodes.Refused;
        }
    }

    private int Steps()
    {
        _fat.Wipe();
        var reset = new FactoryReset(paths, disk);
        var placement = new PlanPlacement(paths, disk);
        if (!reset.IsWanted && placement.Finish() is { } plan) _said.AddRange(Lines(plan.Report)); // 1
        if (reset.IsWanted)
        {
            reset.Run(); // 2
            Tell(ProvisionCodes.Done, ProvisionReport.Reset(time.GetUtcNow()));
        }
        string? wrong = null;
        try
        {
            if (new BroughtCertificate(paths, disk).Take() is { } brought) Tell(ProvisionCodes.Done, ProvisionReport.Certificate(time.GetUtcNow(), brought)); // 3
        }
        catch (InvalidDataException e) when (File.Exists(paths.File))
        {
            // Told with what becomes of the other file, which it does not hold up.
            wrong = e.Message;
        }
        if (!File.Exists(paths.File)) return File.Exists(paths.Misnamed) ? throw new InvalidDataException("there is a provision.json.txt, and no provision.json: rename it (your system may hide the ending), and start the device again.") : ProvisionCodes.Done;
        placement.Stage(Plan(disk, wrong)); // 4
        _said.AddRange(Lines(placement.Finish()!.Report));
        return wrong is null ? ProvisionCodes.Done : ProvisionCodes.Refused;
    }

    /// <param name="note">What the report tells besides; null for nothing.</param>
    private ProvisionPlan Plan(IProvisionDisk onto, string? note = null)
    {
        using var file = File.OpenRead(paths.File);
        byte[] json = new byte[ConfigParser.BytesMax + 1];
        int read = file.ReadAtLeast(json, json.Length, throwOnEndOfStream: false);
        var wish = ProvisionReader.Read(Path.GetFileName(paths.File), json.AsSpan(0, read), out var errors) ?? throw new RefusedException(errors);
        using var key = new DeviceIdentity(paths, onto).Key();
        return new PlanMaker(paths, onto, sealer, check, time).Make(wish, key, Convert.ToHexStringLower(SHA256.HashData(json.AsSpan(0, read))), note);
    }

    /// <summary>Where the FAT partition cannot be written either, the console has to do.</summary>
    private int Tell(int code, string report)
    {
        _said.AddRange(Lines(report));
        try
        {
            _fat.Tell(report);
            return code;
        }
        catch (FatException e)
        {
            _said.Add(e.Message);
            return code == ProvisionCodes.Done ? ProvisionCodes.FatNotWritten : code;
        }
    }

    private static string[] Lines(string report) => report.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
}
