namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Makes the device as it left the factory: 1 note that this was asked for, 2 take the request off the FAT partition, 3 empty the folders and take the
/// host's key away, 4 put the standard files there, 5 forget the note. From 1 on a cut only delays it.</summary>
internal sealed class FactoryReset(ProvisionPaths paths, IProvisionDisk disk)
{
    public bool IsWanted => File.Exists(paths.Resetting) || paths.ResetRequests.Any(Path.Exists);

    /// <summary>Has the next start do it.</summary>
    public void Ask()
    {
        disk.MakeFolder(paths.Work, Modes.SecretFolder);
        disk.SyncFolder(paths.Data);
        if (File.Exists(paths.Resetting)) return;
        disk.WriteFile(paths.Resetting, [], Modes.Secret);
        disk.SyncFolder(paths.Work);
    }

    /// <exception cref="FatException">The request cannot be taken off the FAT partition: every start would reset the device anew, so nothing is done.</exception>
    /// <exception cref="IOException">The data partition cannot be written.</exception>
    public void Run()
    {
        bool isAsked = File.Exists(paths.Resetting);
        Ask(); // 1
        try
        {
            new FatPartition(paths, disk).Remove([.. paths.ResetRequests, paths.SigningRequest, paths.BroughtCertificate]); // 2
        }
        catch (FatException) when (!isAsked)
        {
            disk.Remove(paths.Resetting);
            throw;
        }
        catch (FatException)
        {
            // It was asked for on the data partition, or the cut came behind 2: no request is left that would ask again.
            if (paths.ResetRequests.Any(Path.Exists)) throw;
        }
        foreach (string left in new[] { paths.Drafted, paths.Staged, paths.Placing, paths.Placed }) disk.Remove(left); // 3
        foreach (string folder in ProvisionPaths.ResetFolders) Empty(paths.At(folder));
        foreach (string file in ProvisionPaths.ResetFiles.Append(ProvisionPaths.HostKey)) Remove(paths.At(file));
        PutStandard(); // 4
        disk.Remove(paths.Resetting); // 5
        disk.SyncFolder(paths.Work);
    }

    private void Empty(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (string entry in Directory.GetFileSystemEntries(folder)) disk.Remove(entry);
        disk.SyncFolder(folder);
    }

    private void Remove(string file)
    {
        if (!File.Exists(file)) return;
        disk.Remove(file);
        disk.SyncFolder(Path.GetDirectoryName(file)!);
    }

    private void PutStandard()
    {
        Copy(Path.Combine(paths.Defaults, "appliance.json"), paths.At(ProvisionPaths.Appliance));
        string networks = Path.Combine(paths.Defaults, "network");
        if (!Directory.Exists(networks)) return;
        foreach (string file in Directory.GetFiles(networks)) Copy(file, Path.Combine(paths.At(ProvisionPaths.Network), Path.GetFileName(file)));
    }

    private void Copy(string from, string to)
    {
        string folder = Path.GetDirectoryName(to)!;
        if (!File.Exists(from) || !Directory.Exists(folder)) return;
        disk.Remove(to);
        disk.WriteFile(to, File.ReadAllBytes(from), Modes.Public);
        disk.SyncFolder(folder);
    }
}
