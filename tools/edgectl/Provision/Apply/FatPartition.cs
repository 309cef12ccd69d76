using System.Security.Cryptography;
using System.Text;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>The partition that the technician sees. It has no journal: what matters is on the data partition first.</summary>
internal sealed class FatPartition(ProvisionPaths paths, IProvisionDisk disk)
{
    /// <summary>Tells what was done, and removes the file that asked for it: it is renamed first, so that half of it is never taken for a new one.</summary>
    /// <exception cref="FatException">It cannot be written.</exception>
    public void Settle(ProvisionPlan plan) => Write(() =>
    {
        if (plan.SigningRequest is { } request) Replace(paths.SigningRequest, request);
        else disk.Remove(paths.SigningRequest);
        // Another file that came meanwhile is none of this plan's.
        if (Digest(paths.File) == plan.Digest)
        {
            disk.Rename(paths.File, paths.Done);
            disk.SyncFolder(paths.Boot);
        }
        WipeDone();
        Replace(paths.Report, Encoding.UTF8.GetBytes(plan.Report));
    });

    /// <summary>What a cut left of a file that was taken over.</summary>
    /// <exception cref="FatException">It cannot be written.</exception>
    public void Wipe() => Write(WipeDone);

    /// <exception cref="FatException">It cannot be written.</exception>
    public void Tell(string report) => Write(() => Replace(paths.Report, Encoding.UTF8.GetBytes(report)));

    /// <exception cref="FatException">It cannot be written.</exception>
    public void Remove(params ReadOnlySpan<string> files)
    {
        string[] all = files.ToArray();
        Write(() =>
        {
            foreach (string file in all) disk.Remove(file);
            disk.SyncFolder(paths.Boot);
        });
    }

    /// <returns>Null where there is no such file.</returns>
    public static string? Digest(string file)
    {
        if (!File.Exists(file)) return null;
        using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    /// <summary>A signing request that nobody has brought a certificate for yet.</summary>
    /// <returns>Null where there is none, or it is no text of such a size.</returns>
    public static byte[]? Waiting(string request)
    {
        const int BytesMax = 16 << 10;
        if (!File.Exists(request) || new FileInfo(request).Length is 0 or > BytesMax) return null;
        byte[] text = File.ReadAllBytes(request);
        return Ascii.IsValid(text) ? text : null;
    }

    private void WipeDone()
    {
        if (!File.Exists(paths.Done)) return;
        // A card may still keep the old blocks somewhere: nothing that can be said to it reaches those.
        disk.Overwrite(paths.Done);
        disk.Remove(paths.Done);
        disk.SyncFolder(paths.Boot);
    }

    private void Replace(string path, ReadOnlySpan<byte> content)
    {
        string beside = Path.ChangeExtension(path, ".new");
        disk.Remove(beside);
        disk.WriteFile(beside, content, Modes.Public);
        disk.Rename(beside, path);
        disk.SyncFolder(paths.Boot);
    }

    private static void Write(Action write)
    {
        try
        {
            write();
        }
        catch (IOException e) when (e is not FatException)
        {
            throw new FatException($"the FAT partition cannot be written: {e.Message}", e);
        }
    }
}
