using System.Runtime.InteropServices;
using EdgeAppliance.Bundles;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Bench.Models;

/// <summary>A model of <c>models/</c> with readings that it was made for: the rows of its first golden windows, over and over.</summary>
internal sealed class ShippedModel
{
    private readonly double[][] _rows;

    private ShippedModel(BundleFolder bundle, WindowShape shape)
    {
        Folder = bundle;
        Manifest = bundle.Manifest;
        Size = shape.Size;
        Channels = new ChannelSet([.. Manifest.Channels]);
        _rows = [.. Manifest.Golden.Where(g => g.Inputs.Count == 1).SelectMany(g => Rows(bundle, g.Inputs.Values.First(), shape))];
    }

    public BundleFolder Folder { get; }

    public BundleManifest Manifest { get; }

    public ChannelSet Channels { get; }

    /// <summary>Readings a window.</summary>
    public int Size { get; }

    /// <param name="root">The repository.</param>
    public static ShippedModel Open(string root, string name)
    {
        var bundle = BundleFolder.Open(Path.Combine(root, "models", name));
        return new ShippedModel(bundle, WindowShape.Of(bundle.Manifest));
    }

    /// <summary>The pipeline steps that run it on every reading and judge its score.</summary>
    public string Steps() => $$"""
        [
          { "type": "window", "size": {{Size}}, "hop": 1 },
          { "type": "infer", "model": "{{Manifest.Name}}" },
          { "type": "alarm", "when": "score > threshold", "raiseAfter": 3, "clearAfter": 10 }
        ]
        """;

    /// <summary>The values of the reading with that number, one a channel.</summary>
    public ReadOnlySpan<double> Row(long number) => _rows[number % _rows.Length];

    /// <summary>Adds readings from a number on until the batch is full.</summary>
    public void Fill(ReadingBatch batch, long number, long timeUs, long periodUs)
    {
        while (batch.Count < batch.Capacity)
        {
            var values = Row(number++);
            int row = batch.AddRow(timeUs);
            for (int c = 0; c < values.Length; c++) batch.Set(row, c, values[c]);
            timeUs += periodUs;
        }
    }

    /// <summary>The window whose newest reading has that number, as the model takes it.</summary>
    public float[] Window(long newest)
    {
        var window = new float[Channels.Count * Size];
        for (int i = 0; i < Size; i++)
        {
            var row = Row(newest - Size + 1 + i + (long)_rows.Length * Size);
            for (int c = 0; c < row.Length; c++) window[c * Size + i] = (float)row[c];
        }
        return window;
    }

    private static IEnumerable<double[]> Rows(BundleFolder bundle, GoldenData data, WindowShape shape)
    {
        float[] values = data.File is { } file
            ? MemoryMarshal.Cast<byte, float>(bundle.Read(file, 1 << 20)).ToArray()
            : [.. data.Values.Select(n => (float)n)];
        for (int i = 0; i < shape.Size; i++) yield return [.. Enumerable.Range(0, shape.Channels).Select(c => (double)values[c * shape.Size + i])];
    }
}
