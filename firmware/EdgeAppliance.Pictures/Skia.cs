using System.Runtime.InteropServices;

namespace EdgeAppliance.Pictures;

/// <summary>The few functions of Skia's C interface (include/c of SkiaSharp's Skia) that are needed. The library is loaded by the first call, not before.</summary>
internal static unsafe partial class Skia
{
    private const string Library = "libSkiaSharp";

    public const int Rgba8888 = 4, Opaque = 1, Unpremultiplied = 3;

    public const int Success = 0, IncompleteInput = 1;

    [StructLayout(LayoutKind.Sequential)]
    public struct ImageInfo
    {
        public nint ColorSpace;
        public int Width;
        public int Height;
        public int ColorType;
        public int AlphaType;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Size
    {
        public int Width;
        public int Height;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct JpegOptions
    {
        public int Quality;
        public int Downsample;
        public int Alpha;
        public nint Metadata;
        public int Origin;
        public byte HasOrigin;
    }

    [LibraryImport(Library, EntryPoint = "sk_data_new_with_copy")]
    public static partial nint NewData(byte* bytes, nint length);

    [LibraryImport(Library, EntryPoint = "sk_data_unref")]
    public static partial void ReleaseData(nint data);

    [LibraryImport(Library, EntryPoint = "sk_codec_new_from_data")]
    public static partial nint NewCodec(nint data);

    [LibraryImport(Library, EntryPoint = "sk_codec_destroy")]
    public static partial void DestroyCodec(nint codec);

    [LibraryImport(Library, EntryPoint = "sk_codec_get_info")]
    public static partial void GetInfo(nint codec, ImageInfo* info);

    [LibraryImport(Library, EntryPoint = "sk_codec_get_scaled_dimensions")]
    public static partial void GetScaledSize(nint codec, float scale, Size* size);

    [LibraryImport(Library, EntryPoint = "sk_codec_get_pixels")]
    public static partial int GetPixels(nint codec, ImageInfo* info, byte* pixels, nint rowBytes, nint options);

    [LibraryImport(Library, EntryPoint = "sk_colorspace_unref")]
    public static partial void ReleaseColorSpace(nint colorSpace);

    [LibraryImport(Library, EntryPoint = "sk_pixmap_new_with_params")]
    public static partial nint NewPixmap(ImageInfo* info, byte* pixels, nint rowBytes);

    [LibraryImport(Library, EntryPoint = "sk_pixmap_destructor")]
    public static partial void DestroyPixmap(nint pixmap);

    [LibraryImport(Library, EntryPoint = "sk_dynamicmemorywstream_new")]
    public static partial nint NewStream();

    [LibraryImport(Library, EntryPoint = "sk_dynamicmemorywstream_destroy")]
    public static partial void DestroyStream(nint stream);

    [LibraryImport(Library, EntryPoint = "sk_wstream_bytes_written")]
    public static partial nint BytesWritten(nint stream);

    [LibraryImport(Library, EntryPoint = "sk_dynamicmemorywstream_copy_to")]
    public static partial void CopyTo(nint stream, byte* bytes);

    [LibraryImport(Library, EntryPoint = "sk_jpegencoder_encode")]
    [return: MarshalAs(UnmanagedType.I1)]
    public static partial bool EncodeJpeg(nint stream, nint pixmap, JpegOptions* options);
}
