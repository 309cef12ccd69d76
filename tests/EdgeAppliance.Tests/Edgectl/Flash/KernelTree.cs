namespace EdgeAppliance.Tests.Edgectl.Flash;

/// <summary>A copy of what <c>/sys</c> and <c>/proc</c> say of disks.</summary>
internal sealed class KernelTree : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edge-kernel-").FullName;

    public KernelTree()
    {
        Directory.CreateDirectory(Path.Combine(Sys, "class/block"));
        Directory.CreateDirectory(Path.Combine(Proc, "self"));
        File.WriteAllText(Path.Combine(Proc, "self/mountinfo"), "");
        File.WriteAllText(Path.Combine(Proc, "swaps"), "Filename Type Size Used Priority\n");
    }

    public string Sys => Path.Combine(_folder, "sys");

    public string Proc => Path.Combine(_folder, "proc");

    /// <param name="bus">Where it hangs, as <c>pci0000:00/usb1/1-1</c>.</param>
    public void Disk(string name, string number, long bytes, string bus, bool isRemovable = false, params string[] partitions)
    {
        string folder = Path.Combine(Sys, "devices", bus, "block", name);
        Directory.CreateDirectory(Path.Combine(folder, "device"));
        Write(folder, ("dev", number), ("size", $"{bytes / 512}"), ("removable", isRemovable ? "1" : "0"), ("ro", "0"), ("device/model", "Brand " + name));
        Directory.CreateSymbolicLink(Path.Combine(Sys, "class/block", name), folder);
        for (int i = 0; i < partitions.Length; i++)
        {
            string inner = Path.Combine(folder, partitions[i]);
            Directory.CreateDirectory(inner);
            Write(inner, ("dev", $"{number}{i + 1}"), ("partition", $"{i + 1}"), ("size", "100"));
            Directory.CreateSymbolicLink(Path.Combine(Sys, "class/block", partitions[i]), inner);
        }
    }

    /// <summary>Something mapped upon others, such as an encrypted volume.</summary>
    public void Mapped(string name, string number, params string[] upon)
    {
        string folder = Path.Combine(Sys, "devices/virtual/block", name);
        Directory.CreateDirectory(Path.Combine(folder, "slaves"));
        Write(folder, ("dev", number), ("size", "100"));
        foreach (string below in upon) Directory.CreateSymbolicLink(Path.Combine(folder, "slaves", below), Path.Combine(Sys, "class/block", below));
        Directory.CreateSymbolicLink(Path.Combine(Sys, "class/block", name), folder);
    }

    public void Mount(string number, string where, string source = "/dev/root") =>
        File.AppendAllText(Path.Combine(Proc, "self/mountinfo"), $"25 1 {number} / {where} rw,relatime shared:1 - ext4 {source} rw\n");

    public void Swap(string device) => File.AppendAllText(Path.Combine(Proc, "swaps"), $"{device}  partition 1024 0 -2\n");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Write(string folder, params (string File, string Text)[] files)
    {
        foreach (var (file, text) in files) File.WriteAllText(Path.Combine(folder, file), text + "\n");
    }
}
