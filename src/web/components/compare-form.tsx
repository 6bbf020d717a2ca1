// The form that sends a list of units from elsewhere, to be set beside ours.

export function CompareForm() {
  return (
    <form
      method="post"
      action="/ra-soat-tai-khoan/so-sanh"
      encType="multipart/form-data"
      class="attach"
    >
      <label for="tep">
        Danh sách đơn vị (XLSX, CSV hoặc bảng HTML; có cột mã hoặc tên đơn vị)
      </label>
      <input type="file" id="tep" name="tep" accept=".xlsx,.csv,.txt,.xls,.htm,.html" />
      <button class="primary" type="submit">
        So sánh
      </button>
    </form>
  );
}
