using EdgeAppliance.Core.Files;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Identity;

namespace EdgeAppliance.Daemon.Identity;

/// <summary>The folder of the devices, a file each: <c>ID.json</c> (<see cref="DeviceFormat"/>).</summary>
internal sealed class DeviceFolder(string path)
{
    private const string Ending = ".json";

    private List<HealthCondition> _conditions = [];

    public string Path => path;

    public IReadOnlyList<HealthCondition> Conditions => _conditions;

    /// <summary>Fills the registry. A file that cannot be read is reported, and its device is not known.</summary>
    /// <exception cref="IOException">The folder cannot be made or read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is another user's.</exception>
    public void Load(DeviceRegistry registry)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var conditions = new List<HealthCondition>();
        foreach (string file in Directory.EnumerateFiles(path, "*" + Ending).Order(StringComparer.Ordinal))
        {
            try
            {
                registry.Put(Read(file));
            }
            catch (Exception e) when (e is FormatException or ArgumentException or IOException or UnauthorizedAccessException)
            {
                conditions.Add(Damaged(file, e.Message));
            }
        }
        _conditions = conditions;
    }

    /// <exception cref="IOException">The disk is full, read-only or failing; what was there is still there.</exception>
    public void Save(DeviceRecord device) => DurableFile.Replace(FileOf(device.Id), DeviceFormat.Write(device));

    /// <inheritdoc cref="Save"/>
    public void Delete(string id)
    {
        File.Delete(FileOf(id));
        DurableFile.SyncFolder(path);
    }

    private string FileOf(string id) => System.IO.Path.Combine(path, id + Ending);

    private static DeviceRecord Read(string file)
    {
        using var stream = File.OpenRead(file);
        byte[] json = new byte[DeviceFormat.BytesMax + 1];
        int length = stream.ReadAtLeast(json, json.Length, throwOnEndOfStream: false);
        var device = DeviceFormat.Read(json.AsMemory(0, length));
        return device.Id == System.IO.Path.GetFileNameWithoutExtension(file) ? device : throw new FormatException($"its id is '{device.Id}'");
    }

    private static HealthCondition Damaged(string file, string why) =>
        new("identity.file-damaged", HealthSeverity.Error, $"access.devices.{System.IO.Path.GetFileNameWithoutExtension(file)}",
            $"{file} cannot be read, and its device is not let in: {why}", "Restore the file, or remove it and add the device again: 'edgectl devices add'.");
}
