using System.Runtime.InteropServices;
using EdgeAppliance.Edgectl.Check;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Doctor;

/// <summary>The daemon's program is there and runs here, and so does the library that runs its models.</summary>
internal static class ProgramLook
{
    private const string LibraryName = "libonnxruntime.so";

    public static async Task<List<Finding>> Look(string? program, string besides, CancellationToken stop)
    {
        if (program is null)
            return [new Finding("program", Verdict.Error, $"edge-appliance is neither in {besides} nor on PATH", "install the package edge-appliance, or put edgectl beside it")];
        return [await Version(program, stop), Library(Path.Combine(Path.GetDirectoryName(Resolved(program))!, LibraryName))];
    }

    private static async Task<Finding> Version(string program, CancellationToken stop)
    {
        try
        {
            var (code, output, _) = await ChildProgram.Run(program, ["--version"], stop);
            if (code == 0) return new Finding("program", Verdict.Good, $"{output.Trim()} in {Path.GetDirectoryName(program)}");
            return new Finding("program", Verdict.Error, $"{program} --version ends with {code}", "install the package edge-appliance again");
        }
        catch (IOException e)
        {
            return new Finding("program", Verdict.Error, e.Message, "install the package for this machine's architecture: 'uname -m' names it");
        }
    }

    private static Finding Library(string path)
    {
        const string subject = "inference";
        if (!File.Exists(path)) return new Finding(subject, Verdict.Error, $"{path} is missing, so no model can run", "install the package edge-appliance again");
        if (!NativeLibrary.TryLoad(path, out nint handle))
            return new Finding(subject, Verdict.Error, $"{path} cannot be loaded here", $"'ldd {path}' names what it lacks; install the package for this machine's architecture");
        NativeLibrary.Free(handle);
        return new Finding(subject, Verdict.Good, $"ONNX Runtime's library, {Amounts.Bytes(new FileInfo(path).Length)}");
    }

    private static string Resolved(string program) => new FileInfo(program).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(program);
}
