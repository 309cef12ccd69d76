namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Carries a plan out, so that a power cut at any step leaves either nothing of it, or a plan that the next start carries on with:
/// 1 write it down, 2 give it its name, from which on it counts, 3 put every file into its place and take away what is to go, 4 note that this is done,
/// 5 tell on the FAT partition and remove provision.json from there, 6 forget it.</summary>
internal sealed class PlanPlacement(ProvisionPaths paths, IProvisionDisk disk)
{
    /// <summary>Of a plan that is written down for the first time.</summary>
    public void Stage(ProvisionPlan plan)
    {
        disk.MakeFolder(paths.Work, Modes.SecretFolder);
        disk.SyncFolder(paths.Data);
        disk.Remove(paths.Drafted);
        StagedPlan.Write(disk, paths.Drafted, plan); // 1
        disk.Rename(paths.Drafted, paths.Staged); // 2
        disk.SyncFolder(paths.Work);
    }

    /// <summary>Goes on with what is staged or placed.</summary>
    /// <returns>The plan that was, null where nothing was left to do.</returns>
    /// <exception cref="FatException">The FAT partition cannot be written; everything else is done.</exception>
    public ProvisionPlan? Finish()
    {
        disk.Remove(paths.Drafted);
        disk.Remove(paths.Placing);
        if (Directory.Exists(paths.Staged))
        {
            var staged = StagedPlan.Read(paths.Staged) ?? throw new IOException($"'{paths.Staged}' is damaged");
            Place(staged); // 3
            disk.Remove(paths.Placed);
            disk.Rename(paths.Staged, paths.Placed); // 4
            disk.SyncFolder(paths.Work);
        }
        var plan = Directory.Exists(paths.Placed) ? StagedPlan.Read(paths.Placed) : null;
        if (plan is not null) new FatPartition(paths, disk).Settle(plan); // 5
        disk.Remove(paths.Placed); // 6
        return plan;
    }

    private void Place(ProvisionPlan plan)
    {
        foreach (var file in plan.Files) Place(file);
        foreach (string removal in plan.Removals)
        {
            disk.Remove(paths.At(removal));
            string folder = Path.GetDirectoryName(paths.At(removal))!;
            if (Directory.Exists(folder)) disk.SyncFolder(folder);
        }
    }

    private void Place(PlannedFile file)
    {
        // Not beside it: systemd would take half a credential for a whole one.
        string path = paths.At(file.To), beside = paths.Placing, folder = Path.GetDirectoryName(path)!;
        MakeFolders(folder, file);
        disk.Remove(beside);
        if (file.IsLink) disk.Link(beside, System.Text.Encoding.UTF8.GetString(file.Content));
        else disk.WriteFile(beside, file.Content, file.IsSecret ? Modes.Secret : Modes.Public);
        if (file.IsDaemons) disk.GiveToDaemon(beside);
        disk.Rename(beside, path);
        disk.SyncFolder(folder);
    }

    private void MakeFolders(string folder, PlannedFile file)
    {
        if (Directory.Exists(folder)) return;
        string above = Path.GetDirectoryName(folder)!;
        MakeFolders(above, file);
        // What lies at the top of the partition is everybody's to look into.
        disk.MakeFolder(folder, file.IsSecret && above != paths.Data ? Modes.SecretFolder : Modes.PublicFolder);
        if (file.IsDaemons) disk.GiveToDaemon(folder);
        disk.SyncFolder(above);
    }
}
