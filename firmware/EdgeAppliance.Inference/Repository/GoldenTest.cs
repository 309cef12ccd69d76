using System.Globalization;
using System.Runtime.InteropServices;
using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Runtime;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Repository;

/// <summary>Runs a manifest's golden cases and refuses the model where one gives something else.</summary>
internal sealed class GoldenTest(BundleFolder bundle, ModelRunner runner, WindowPlan? plan)
{
    /// <exception cref="ModelLoadException">A case gives something else, or cannot be run; the message says which, and by how much it is off.</exception>
    public void Run()
    {
        var cases = bundle.Manifest.Golden;
        for (int i = 0; i < cases.Count; i++)
        {
            try
            {
                if (cases[i].Window is { } window) RunWindow(cases[i], window, $"golden[{i}]");
                else RunTensors(cases[i], $"golden[{i}]");
            }
            catch (InferenceException e)
            {
                throw new ModelLoadException($"The golden test fails: golden[{i}]: {e.Message}", e);
            }
        }
    }

    private void RunTensors(GoldenCase golden, string path)
    {
        var session = runner.Session;
        for (int i = 0; i < session.InputCount; i++)
        {
            var spec = session.InputSpec(i);
            TensorValues.Write(session, i, Values(golden.Inputs[spec.Name], spec), null);
        }
        session.Run();
        for (int i = 0; i < session.OutputCount; i++)
        {
            var spec = session.OutputSpec(i);
            if (!golden.Outputs.TryGetValue(spec.Name, out var expected)) continue;
            var actual = new double[spec.Elements];
            TensorValues.Read(session, i, actual);
            double[] values = Values(expected, spec);
            for (int e = 0; e < actual.Length; e++) Compare(actual[e], values[e], golden.Tolerance, $"{path}: the output {spec.Name}[{e}]");
        }
    }

    private void RunWindow(GoldenCase golden, GoldenData window, string path)
    {
        if (plan is null) throw new ModelLoadException($"{path} has a window, which this model does not take.");
        var spec = new TensorSpec("window", TensorType.Float64, [plan.Shape.Channels, plan.Shape.Size]);
        var results = new double[plan.Results.Length];
        runner.Run(Values(window, spec), results);
        foreach (var (name, expected) in golden.Results)
        {
            int at = Array.IndexOf(plan.Results, name);
            if (at < 0) throw new ModelLoadException($"{path} expects the result '{name}'; the results are {string.Join(", ", plan.Results)}.");
            Compare(results[at], expected, golden.Tolerance, $"{path}: the result {name}");
        }
    }

    private static void Compare(double actual, double expected, double tolerance, string what)
    {
        // Written so that NaN is refused too.
        if (Math.Abs(actual - expected) <= tolerance) return;
        string text = string.Create(CultureInfo.InvariantCulture, $"{what} is {actual:G6}, where {expected:G6} ± {tolerance:G3} is expected");
        throw new ModelLoadException($"The golden test fails: {text}.");
    }

    private double[] Values(GoldenData data, TensorSpec spec)
    {
        if (data.File is not { } file)
            return data.Values.Count == spec.Elements ? [.. data.Values] : throw new ModelLoadException($"A golden {spec} is given {data.Values.Count} values.");
        byte[] bytes = bundle.Read(file, spec.Bytes);
        if (bytes.Length != spec.Bytes) throw new ModelLoadException($"{file} has {bytes.Length} bytes, where {spec} has {spec.Bytes}.");
        return spec.Type switch
        {
            TensorType.Float32 => Numbers<float>(bytes),
            TensorType.Float64 => Numbers<double>(bytes),
            TensorType.Int8 => Numbers<sbyte>(bytes),
            TensorType.UInt8 => Numbers<byte>(bytes),
            TensorType.Int32 => Numbers<int>(bytes),
            _ => Numbers<long>(bytes),
        };
    }

    private static double[] Numbers<T>(byte[] bytes)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        // Both architectures that the appliance runs on are little endian, as the files are.
        var values = MemoryMarshal.Cast<byte, T>(bytes);
        var numbers = new double[values.Length];
        for (int i = 0; i < numbers.Length; i++) numbers[i] = double.CreateTruncating(values[i]);
        return numbers;
    }
}
