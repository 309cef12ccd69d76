using EdgeAppliance.Bundles;

namespace EdgeAppliance.Tests.Inference;

/// <summary>The tiny models beside the tests, and manifests for them.</summary>
internal static class TestModels
{
    public static string Root { get; } = FindRoot();

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Root, "tests/EdgeAppliance.Tests/Inference/Models", name + ".onnx"));

    /// <summary>A manifest of x → y, both float32[1,2,4] unless told otherwise.</summary>
    public static BundleManifest Manifest(TensorSpec? input = null, TensorSpec? output = null) => new()
    {
        Name = "tiny",
        Version = "1",
        File = "model.onnx",
        Inputs = [input ?? new TensorSpec("x", TensorType.Float32, [1, 2, 4])],
        Outputs = [output ?? new TensorSpec("y", TensorType.Float32, [1, 2, 4])],
        Golden = [],
    };

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EdgeAppliance.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
