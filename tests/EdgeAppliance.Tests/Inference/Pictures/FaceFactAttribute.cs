namespace EdgeAppliance.Tests.Inference.Pictures;

/// <summary>A test that needs the face detector of <c>EDGE_DATA</c> and a photograph of a face.</summary>
public sealed class FaceFactAttribute : FactAttribute
{
    /// <summary>An astronaut, by NASA, in the public domain; face at 0.36 to 0.52 of the width, 0.13 to 0.34 of the height.</summary>
    public static string Photograph { get; } = Path.Combine(TestModels.Root, "artifacts/peers/astronaut.png") is var fetched && File.Exists(fetched) ? fetched : "/usr/lib/python3/dist-packages/skimage/data/astronaut.png";

    public FaceFactAttribute()
    {
        if (!File.Exists(EdgeData.PathOf(PictureBundle.Yunet))) Skip = $"{EdgeData.PathOf(PictureBundle.Yunet)} is not there; fetch it with `edgectl data get` and set EDGE_DATA.";
        else if (!File.Exists(Photograph)) Skip = $"{Photograph} is not there; ./build.sh test takes it from Debian's package python3-skimage.";
    }
}
