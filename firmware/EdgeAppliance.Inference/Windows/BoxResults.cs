using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Inference.Postprocessing;

namespace EdgeAppliance.Inference.Windows;

/// <summary>Where the boxes that a model finds stand among a window's results.</summary>
/// <param name="Count">The place of their number.</param>
/// <param name="First">The place of the first box; <see cref="Boxes.ValuesPerBox"/> results each follow.</param>
/// <param name="Max">Boxes that there is room for; <paramref name="Count"/> may say that there are more.</param>
internal sealed record BoxResults(int Count, int First, int Max)
{
    public static BoxResults Of(BoxVectors vectors, string[] results) =>
        new(Array.IndexOf(results, vectors.Count.NameOf(0)), Array.IndexOf(results, vectors.Boxes.NameOf(0)), vectors.Boxes.Count / Boxes.ValuesPerBox);

    /// <summary>Brings boxes that lie in what the model was given to where they lie in what the picture was cut out of.</summary>
    public void Map(Span<double> results, PictureShape shape, PictureView view)
    {
        for (int i = 0; i < Max && i < results[Count]; i++)
        {
            var box = results.Slice(First + i * Boxes.ValuesPerBox, Boxes.ValuesPerBox);
            double left = view.X(box[0] * shape.Width), top = view.Y(box[1] * shape.Height);
            double right = view.X((box[0] + box[2]) * shape.Width), bottom = view.Y((box[1] + box[3]) * shape.Height);
            (box[0], box[1]) = (Math.Clamp(left, 0, 1), Math.Clamp(top, 0, 1));
            (box[2], box[3]) = (Math.Clamp(right, 0, 1) - box[0], Math.Clamp(bottom, 0, 1) - box[1]);
        }
    }
}
